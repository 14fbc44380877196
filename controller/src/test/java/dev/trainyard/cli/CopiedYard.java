package dev.trainyard.cli;

import dev.trainyard.git.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.FileMode;

/// A yard that lies in a folder of this repository, put into one of its own.
final class CopiedYard {
  private static final Path EXAMPLES = Path.of("..", "example-config-repo");

  private CopiedYard() {}

  /// @param name of the example yard
  static SmallYard in(Path folder, String name) throws IOException {
    Path example = example(name);
    try (Origin origin = Origin.in(folder);
        Stream<Path> all = Files.walk(example)) {
      List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        FileMode mode = Files.isExecutable(file) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
        String path = example.relativize(file).toString();
        origin.commit(SmallYard.MAIN, path, mode, Files.readString(file));
      }
    }
    return SmallYard.at(folder);
  }

  /// The folder of an example yard.
  static Path example(String name) {
    return EXAMPLES.resolve(name);
  }
}
