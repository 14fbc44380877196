package dev.trainyard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Where a bench works.
///
/// @param folder its own; empty at first
/// @param application the packaged application
record Lab(Path folder, Path application) {

  /// The `trainyard` command as users have it.
  String trainyard() {
    return application.resolve("bin/trainyard").toString();
  }

  /// An empty folder of this name; what was in it is gone.
  Path fresh(String name) throws IOException {
    Path fresh = folder.resolve(name);
    delete(fresh);
    return Files.createDirectories(fresh);
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        file.toFile().setWritable(true);
        if (file.getParent() != null) {
          file.getParent().toFile().setWritable(true);
        }
        Files.delete(file);
      }
    }
  }
}
