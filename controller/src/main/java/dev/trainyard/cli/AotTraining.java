package dev.trainyard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs several commands in one JVM, so that the AOT cache made of that run holds what all of them
/// load. Only the build uses it.
final class AotTraining {
  private AotTraining() {}

  /// Takes a file with one command per line; blank lines and those that start with `#` are skipped.
  /// `rehearse` plays a whole small train.
  public static void main(String[] args) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(args[0]));
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        train(line);
      }
    }
    System.exit(0); // as every command does: that too loads classes
  }

  private static void train(String line) throws IOException {
    if (line.equals("rehearse")) {
      AotRehearsal.play();
      return;
    }
    int exitCode = Main.execute(line.strip().split("\\s+"));
    if (exitCode != 0) {
      System.err.println("exit code " + exitCode + " from: trainyard " + line);
      System.exit(exitCode);
    }
  }
}
