package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.Placeholders;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The folder in which one wagon runs: its configuration, its dependencies, room for its outputs
/// and its scratch files; and the environment that tells it of them.
///
/// @param folder of this wagon alone
/// @param inputs the file that lists the local paths of the inputs
/// @param software the folder of its package
/// @param given what it gets of earlier trains
record Workplace(Path folder, Path inputs, Path software, WagonRun wagon, List<Artefact> given) {
  private static final Map<String, String> FIXED =
      Map.of(
          "PATH", "/usr/local/bin:/usr/bin:/bin",
          "LC_ALL", "C.UTF-8",
          "LANG", "C.UTF-8",
          "TZ", "UTC");

  /// All that it may write to, in one folder: what is moved in there is renamed, and not copied.
  private Path room() {
    return folder.resolve("room");
  }

  Path scratch() {
    return room().resolve("scratch");
  }

  Path output() {
    return room().resolve("output");
  }

  private Path dependencies() {
    return folder.resolve("dependencies");
  }

  private Path artefacts() {
    return folder.resolve("artefacts");
  }

  private Path artefact(Artefact artefact) {
    return artefacts().resolve(artefact.name()).resolve(artefact.file());
  }

  private Path config() {
    return folder.resolve("config.json");
  }

  private Path meta() {
    return folder.resolve("meta.json");
  }

  /// Makes the folder and what the wagon finds there.
  ///
  /// @param done folder below which the outputs of finished wagons lie
  /// @param staged artefacts as they are here, by name
  void prepare(Json json, Map<String, Object> about, Path done, Map<String, Path> staged)
      throws IOException {
    for (Path path : List.of(folder, scratch(), output(), dependencies())) {
      Files.createDirectories(path);
    }
    Files.write(config(), json.write(wagon.config()));
    Files.write(meta(), json.write(about));
    for (InstanceName dependency : wagon.dependsOn()) {
      Path link = StoreLayout.instanceFolder(dependencies(), dependency);
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.createSymbolicLink(link, StoreLayout.instanceFolder(done, dependency));
    }
    for (Artefact artefact : given) {
      Path link = artefact(artefact);
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.createSymbolicLink(link, Objects.requireNonNull(staged.get(artefact.name())));
    }
  }

  /// What it sees of its job if it runs confined.
  ///
  /// @param files its input files
  Sight sight(List<Path> files) {
    List<Path> readable = new ArrayList<>(List.of(software, inputs, config(), meta()));
    wagon.dependsOn().stream()
        .map(dependency -> StoreLayout.instanceFolder(dependencies(), dependency))
        .forEach(readable::add);
    if (wagon.dependsOn().isEmpty()) {
      readable.add(dependencies());
    }
    given.forEach(artefact -> readable.add(artefact(artefact)));
    readable.addAll(files);
    return new Sight(folder.resolve("cell"), readable, List.of(room()));
  }

  /// All variables of the wagon, and no others.
  Map<String, String> environment(String owner) {
    Map<String, String> variables = new HashMap<>(FIXED);
    variables.put("HOME", scratch().toString());
    variables.put("TMPDIR", scratch().toString());
    variables.putAll(wagon.environment());
    variables.put("TRAINYARD_INPUTS", inputs.toString());
    variables.put("TRAINYARD_CONFIG", config().toString());
    variables.put("TRAINYARD_OUTPUT", output().toString());
    variables.put("TRAINYARD_DEPENDENCIES", dependencies().toString());
    variables.put("TRAINYARD_META", meta().toString());
    if (!given.isEmpty()) {
      variables.put("TRAINYARD_ARTEFACTS", artefacts().toString());
    }
    variables.put("TRAINYARD_PACKAGE", software.toString());
    variables.put(Adoption.MARKER, owner);
    return variables;
  }

  /// These words with their placeholders filled in.
  ///
  /// @throws IllegalArgumentException if one has no value
  List<String> fill(List<String> words, Json json) {
    Map<String, String> values =
        wagon.config().entrySet().stream()
            .filter(e -> !(e.getValue() instanceof Map || e.getValue() instanceof List))
            .collect(
                Collectors.toMap(
                    e -> Placeholders.CONFIG + e.getKey(), e -> text(e.getValue(), json)));
    values.put("package", software.toString());
    values.put("inputs", inputs.toString());
    values.put("output", output().toString());
    values.put("dependencies", dependencies().toString());
    given.forEach(it -> values.put(Placeholders.ARTEFACT + it.name(), artefact(it).toString()));
    return words.stream().map(word -> Placeholders.fill(word, values)).toList();
  }

  private static String text(Object value, Json json) {
    return value instanceof String text ? text : json.line(value);
  }

  /// The local paths of the inputs as a file, one a line.
  static Path listInputs(Path file, List<Path> inputs) throws IOException {
    String lines = inputs.stream().map(path -> path + "\n").collect(Collectors.joining());
    return Files.write(file, lines.getBytes(UTF_8));
  }
}
