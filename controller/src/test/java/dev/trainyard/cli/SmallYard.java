package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.git.Origin;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// A yard of one wagon over three files of a few lines, in a bare repository, with settings: as
/// little as a train can be made of.
final class SmallYard implements AutoCloseable {
  static final String MAIN = "main";
  static final String STATUS = "trainyard-status";

  /// A ceiling for machines that are busy with other things; nothing is judged by it.
  static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("patience", 180));

  private static final String MERGED = "merged/all/first/letters/letters.csv";
  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";

  private final Path folder;
  private final Origin origin;

  private SmallYard(Path folder, Origin origin) {
    this.folder = folder;
    this.origin = origin;
  }

  /// A yard with a wagon and a dataset, and no train yet.
  static SmallYard in(Path folder) throws IOException {
    return in(folder, Origin.in(folder), Map.of());
  }

  /// A yard in a repository of its own, with more files than a yard has.
  static SmallYard in(Path folder, Origin origin, Map<String, String> more) throws IOException {
    SmallYard yard = new SmallYard(folder, origin);
    for (int i = 1; i <= 3; i++) {
      yard.input(i, "b 1\na %d\nb %d\n".formatted(i, 10 * i));
    }
    yard.settings(yard.origin.folder().toString());
    Map<String, String> files = yard.files();
    files.putAll(more);
    yard.commit(files);
    return yard;
  }

  /// A yard that lies in this folder, wherever it was made.
  static SmallYard at(Path folder) throws IOException {
    SmallYard yard = new SmallYard(folder, Origin.at(folder));
    yard.settings(yard.origin.folder().toString());
    return yard;
  }

  private Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    files.put(
        "software/count",
        """
        # With more than one file, it waits while the gate is shut.
        while [ "$(wc -l < "$TRAINYARD_INPUTS")" -gt 1 ] && [ -e %s ]; do sleep 0.1; done
        xargs cat < "$TRAINYARD_INPUTS" | awk '
          { n[$1] += $2 }
          END { print "letter,count"; for (l in n) print l "," n[l] | "sort" }' > "$TRAINYARD_OUTPUT/letters.csv"
        """
            .formatted(gate()));
    files.put(
        "packages/tools.yaml",
        HEADER
            + """
            kind: Package
            metadata: {name: tools}
            spec: {source: {folder: software}}
            """);
    files.put(
        "datasets/words.yaml",
        HEADER
            + """
            kind: Dataset
            metadata: {name: words}
            spec:
              type: data
              files: {pattern: "file:words/*.txt"}
              split: {files: 2}
              scopes: {test: 1}
            """);
    files.put(
        "analyses/first/analysis.yaml",
        HEADER
            + """
            kind: Analysis
            metadata: {name: first}
            spec: {owners: [me]}
            """);
    files.put(
        "analyses/first/wagons/letters.yaml", wagon("letters", "merge: {sum: {keys: [letter]}}"));
    return files;
  }

  /// A wagon that counts letters.
  static String wagon(String name, String outputDetail) {
    return HEADER
        + """
        kind: Wagon
        metadata: {name: %s}
        spec:
          analysis: first
          package: {name: tools}
          command: [sh, "${package}/count"]
          outputs:
            - file: letters.csv
              %s
          resources: {memory: 200Mi, cpu: 1, time: 1m}
        """
            .formatted(name, outputDetail);
  }

  /// A train of the wagon over the dataset.
  ///
  /// @param detail more fields, such as `scope: test`
  static String train(String name, String detail) {
    return HEADER
        + """
        kind: Train
        metadata: {name: %s}
        spec:
          dataset: words
          wagons: {named: [first/letters]}
          %s
        """
            .formatted(name, detail);
  }

  /// Writes the settings anew for another address of the repository.
  void settings(String url) throws IOException {
    Files.writeString(
        settings(),
        HEADER
            + """
            kind: Settings
            metadata: {name: small}
            spec:
              repository: {url: "%s"}
              work: work
              store: store
              inputs: {root: inputs}
              engine: {local: {slots: 2, memory: 1Gi}}
              poll: 200ms
              relist: 1s
              counts: 500ms
              pulls:
                heads: [github, "refs/heads/pull/*"]
                age: 36500d
            """
                .formatted(url));
  }

  /// Jobs of more than one file wait at the gate while it is shut; tests pass.
  void shutGate() throws IOException {
    Files.createFile(gate());
  }

  void openGate() throws IOException {
    Files.deleteIfExists(gate());
  }

  private Path gate() {
    return folder.resolve("gate");
  }

  /// Waits until no process of a task is left.
  void awaitNoTasks() {
    awaitThat("no task is left", () -> TaskProcesses.in(folder).isEmpty());
  }

  void input(int number, String text) throws IOException {
    Path words = Files.createDirectories(folder.resolve("inputs/words"));
    Files.writeString(words.resolve("w" + number + ".txt"), text);
  }

  Path settings() {
    return folder.resolve("trainyard.yaml");
  }

  Path store() {
    return folder.resolve("store");
  }

  Origin origin() {
    return origin;
  }

  CommitId commit(Map<String, String> files) throws IOException {
    return origin.commit(MAIN, files);
  }

  CommitId commit(String path, String text) throws IOException {
    return commit(Map.of(path, text));
  }

  CommitId remove(String path) throws IOException {
    return origin.remove(MAIN, path);
  }

  /// A file of the main branch.
  String file(String path) throws IOException {
    return Objects.requireNonNull(origin.files(MAIN).get(path), path);
  }

  /// A file of the status branch, or nothing.
  Optional<String> status(String path) throws IOException {
    return origin.at(STATUS).isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(origin.files(STATUS).get(path));
  }

  /// Waits until a file of the status branch holds a text.
  void awaitStatus(String path, String text) {
    await(path + " holds " + text)
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .until(() -> status(path).filter(found -> found.contains(text)).isPresent());
  }

  /// Waits until a file of the status branch holds a text no more.
  void awaitNoStatus(String path, String text) {
    await(path + " does not hold " + text)
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .until(() -> !status(path).orElse("").contains(text));
  }

  void awaitPhase(String train, String phase) {
    awaitStatus("trains/" + train + ".yaml", "is: " + phase);
  }

  static void awaitThat(String what, Callable<Boolean> condition) {
    await(what).atMost(PATIENCE).until(condition);
  }

  /// What one pass over all input files gives.
  static String onePass() {
    return "letter,count\na,6\nb,63\n";
  }

  /// The merged output of a train's only order.
  String merged(String train) throws IOException {
    return new String(Files.readAllBytes(order(train).resolve(MERGED)), UTF_8);
  }

  boolean isMerged(String train) throws IOException {
    return Files.exists(order(train).resolve(MERGED));
  }

  /// The folder of a train's only order.
  Path order(String train) throws IOException {
    List<Path> orders = orders(train);
    assertThat(orders).hasSize(1);
    return orders.getFirst();
  }

  /// The folders of a train's orders.
  List<Path> orders(String train) throws IOException {
    try (Stream<Path> orders = Files.list(store().resolve("orders"))) {
      return orders
          .filter(order -> order.getFileName().toString().startsWith("train." + train + "."))
          .toList();
    }
  }

  /// The names of all orders of tests.
  List<String> testOrders() throws IOException {
    Path orders = store().resolve("orders");
    if (!Files.exists(orders)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(orders)) {
      return all.map(order -> order.getFileName().toString())
          .filter(name -> name.startsWith("test.") || name.startsWith("pull."))
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    openGate();
    awaitNoTasks();
    origin.close();
  }
}
