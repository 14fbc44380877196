package dev.trainyard.engine.slurm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder that several machines read and write: what appears in it appears whole.
///
/// @param halfMade a folder in it for what is being written
record SharedFolder(Path root, Path halfMade) {
  private static final Logger LOG = LoggerFactory.getLogger(SharedFolder.class);

  SharedFolder(Path root) {
    this(root, root.resolve(".tmp"));
  }

  /// What is in a folder, but for what begins with a dot.
  static List<Path> list(Path folder) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, it -> !it.getFileName().toString().startsWith("."))) {
      return all(files);
    }
  }

  /// @throws IOException if the folder cannot be read to its end
  static List<Path> all(DirectoryStream<Path> files) throws IOException {
    try {
      List<Path> all = new ArrayList<>();
      files.forEach(all::add);
      return all;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /// Deletes what was left half-made. Only who has the folder to itself may.
  void discardHalfMade() throws IOException {
    for (Path left : list(halfMade)) {
      try {
        DurableFiles.delete(left);
      } catch (IOException | UncheckedIOException e) {
        LOG.atWarn().addKeyValue("path", left).setCause(e).log("Cannot be deleted");
      }
    }
  }

  void write(Path file, byte[] content) throws IOException {
    Path half = Files.createTempFile(halfMade, "", "");
    DurableFiles.write(half, content);
    DurableFiles.rename(half, file);
  }

  /// Writes a line into a file, unless the file is there.
  ///
  /// @return what it holds then
  String keepFirst(Path file, String line) throws IOException {
    Path half = Files.createTempFile(halfMade, "", "");
    try {
      DurableFiles.write(half, (line + "\n").getBytes(UTF_8));
      Files.createLink(file, half);
    } catch (FileAlreadyExistsException _) {
      // Whoever was first has written it.
    } finally {
      Files.delete(half);
    }
    return Files.readString(file);
  }
}
