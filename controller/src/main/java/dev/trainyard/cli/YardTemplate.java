package dev.trainyard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// An example yard that a new one may begin as: a folder that comes with the application.
record YardTemplate(Path folder) {
  /// Where the inputs of an example lie, in its folder.
  static final String DATA = "inputs";

  private static final Path SETTINGS = Path.of("tools/settings");

  /// The one of this name.
  ///
  /// @param examples the folder of all of them
  static YardTemplate named(String name, Path examples) throws IOException, UsageException {
    List<String> names = names(examples);
    if (!names.contains(name)) {
      throw new UsageException(
          "there is no template %s; there are %s".formatted(name, String.join(", ", names)));
    }
    return new YardTemplate(examples.resolve(name));
  }

  private static List<String> names(Path examples) throws IOException {
    if (!Files.isDirectory(examples)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(examples)) {
      return folders
          .filter(it -> Files.exists(it.resolve("yard.yaml")))
          .map(it -> it.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /// All its files.
  List<NewFile> files() throws IOException {
    List<NewFile> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        files.add(new NewFile(folder.relativize(file).toString(), Files.readString(file)));
      }
    }
    return files;
  }

  /// Gives a file that was written the right to be executed, if it has that here.
  void finish(NewFile file, Path top) throws IOException {
    if (Files.isExecutable(folder.resolve(file.path()))
        && !top.resolve(file.path()).toFile().setExecutable(true, false)) {
      throw new IOException(file.path() + " cannot be made executable");
    }
  }

  /// Settings of a controller of it, if it needs more than every yard.
  ///
  /// @param git its repository, as a text in quotes
  /// @param data its folder of inputs, likewise
  Optional<String> settings(String git, String data) throws IOException {
    Path file = folder.resolve(SETTINGS);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    String plain = data.substring(1, data.length() - 1);
    return Optional.of(
        Files.readString(file)
            .replaceFirst("^#.*\n", "")
            .replace("\"/srv/git/yard.git\"", git)
            .replace("\"/data\"", data)
            .replace("\"/data/", "\"" + plain + "/"));
  }
}
