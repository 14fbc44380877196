package dev.trainyard.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.git.BareRepository;
import dev.trainyard.git.RepositorySettings.Author;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folder of a demo: a working copy of the example yard, its bare repository, sample inputs,
/// the controller's settings, and a real controller process.
final class DemoYard implements AutoCloseable {
  static final String MAIN = "main";
  static final String STATUS = "trainyard-status";

  private final Path folder;
  private final Path example;
  private final InstantSource clock;
  private final BareRepository repository;

  private DemoYard(Path folder, Path example, InstantSource clock, BareRepository repository) {
    this.folder = folder;
    this.example = example;
    this.clock = clock;
    this.repository = repository;
  }

  /// Makes an empty repository, sample inputs and settings.
  ///
  /// @param example the example yard that comes with the application
  static DemoYard create(Path folder, Path example, InstantSource clock)
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("yard"));
    BareRepository repository = BareRepository.create(folder.resolve("yard.git"), MAIN);
    DemoYard yard = new DemoYard(folder, example, clock, repository);
    yard.call(example.resolve("tools/generate-events").toString(), yard.inputs().toString());
    Files.writeString(
        yard.settings(),
        """
        apiVersion: trainyard.dev/v1
        kind: Settings
        metadata:
          name: demo
        spec:
          repository:
            url: %s
          work: work
          store: store
          inputs:
            root: inputs
          poll: 1s
          counts: 2s
        """
            .formatted(new Json().line(yard.bare().toString())));
    return yard;
  }

  Path settings() {
    return folder.resolve("trainyard.yaml");
  }

  Path workingCopy() {
    return folder.resolve("yard");
  }

  Path bare() {
    return folder.resolve("yard.git");
  }

  Path inputs() {
    return folder.resolve("inputs");
  }

  Path store() {
    return folder.resolve("store");
  }

  Path log() {
    return folder.resolve("controller.log");
  }

  /// Copies files of the example into the working copy.
  ///
  /// @param wanted path from the example's top
  void add(Predicate<String> wanted) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(example)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String path = example.relativize(file).toString();
      if (wanted.test(path)) {
        Path target = workingCopy().resolve(path);
        Files.createDirectories(target.getParent());
        Files.copy(
            file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /// Replaces a text in a file of the working copy.
  void edit(String path, String old, String text) throws IOException {
    Path file = workingCopy().resolve(path);
    String before = Files.readString(file);
    if (!before.contains(old)) {
      throw new IOException("the example has changed: " + path + " does not hold " + old);
    }
    Files.writeString(file, before.replaceFirst(Pattern.quote(old), text));
  }

  /// Commits the working copy to the main branch.
  CommitId commit(Author author, String message) throws IOException {
    return repository.commit(workingCopy(), author, message, clock.instant());
  }

  void tag(String name, CommitId commit) throws IOException {
    repository.tag(name, commit);
  }

  /// Runs a program and returns what it printed.
  ///
  /// @throws IOException if it fails, with what it printed
  String call(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(
          "%s ended with exit code %d:%n%s".formatted(command[0], code, output.strip()));
    }
    return output;
  }

  /// Starts a controller in a process of its own.
  Process startController(List<String> launcher) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("run", "--settings", settings().toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .start();
  }

  @Override
  public void close() {
    repository.close();
  }
}
