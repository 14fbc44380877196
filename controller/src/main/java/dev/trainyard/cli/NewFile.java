package dev.trainyard.cli;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that a command writes if it is not there.
///
/// @param path from the top of the yard
record NewFile(String path, String text) {

  /// What became of it.
  enum Outcome {
    CREATED("created"),
    KEPT("kept");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Writes the file unless something of its name is there, whatever it is.
  Outcome write(Path top) throws IOException {
    Path file = top.resolve(path);
    Files.createDirectories(file.getParent());
    try {
      Files.writeString(file, text, CREATE_NEW, WRITE);
      return Outcome.CREATED;
    } catch (FileAlreadyExistsException _) {
      return Outcome.KEPT;
    } catch (IOException e) {
      // Half a file would be kept the next time.
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
