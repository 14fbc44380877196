package dev.trainyard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs several commands in one JVM, so that the AOT cache made of that run holds what all of them
/// load. Only the build uses it.
final class AotTraining {
  private static final String INVALID = "invalid ";

  private AotTraining() {}

  /// Takes a file with one command per line; blank lines and those that start with `#` are skipped.
  /// `rehearse` plays a whole small train; after `invalid` a command must find an invalid yard.
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
    boolean invalid = line.startsWith(INVALID);
    String command = invalid ? line.substring(INVALID.length()) : line;
    int exitCode = Main.execute(command.strip().split("\\s+"));
    if (exitCode != (invalid ? ExitCode.INVALID : ExitCode.FINE).code()) {
      System.err.println("exit code " + exitCode + " from: trainyard " + line);
      System.exit(ExitCode.BUG.code());
    }
  }
}
