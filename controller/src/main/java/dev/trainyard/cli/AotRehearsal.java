package dev.trainyard.cli;

import dev.trainyard.git.BareRepository;
import dev.trainyard.git.RepositorySettings.Author;
import dev.trainyard.json.Json;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// A whole small train, run while the AOT cache is made, so that controller, jobs and merges start
/// as fast as the other commands. Only the build uses it.
final class AotRehearsal {
  private static final String HEADER =
      "apiVersion: trainyard.dev/v1\nkind: %s\nmetadata: {name: %s}\n";

  private final Path folder;

  private AotRehearsal(Path folder) {
    this.folder = folder;
  }

  /// Runs it in a temporary folder.
  static void play() throws IOException {
    Path folder = Files.createTempDirectory("trainyard-rehearsal-");
    try {
      new AotRehearsal(folder).playHere();
    } finally {
      delete(folder);
    }
  }

  private void playHere() throws IOException {
    writeYard();
    try (BareRepository repository = BareRepository.create(folder.resolve("yard.git"), "main")) {
      repository.commit(folder.resolve("yard"), Author.TRAINYARD, "Count lines", Instant.EPOCH);
    }
    write("inputs/a.txt", "a,1\n");
    write("inputs/b.txt", "b,2\n");
    write(
        "trainyard.yaml",
        HEADER.formatted("Settings", "rehearsal")
            + """
            spec:
              repository: {url: "%s"}
              work: work
              store: store
              inputs: {root: inputs}
            """
                .formatted(folder.resolve("yard.git")));
    run("run", "--settings", folder.resolve("trainyard.yaml").toString(), "--until-quiet");
    again();
  }

  /// The jobs and the merge once more, in this process: before, they ran in processes of their own.
  private void again() throws IOException {
    Store store = new Store(folder.resolve("store"), new Json());
    List<Path> orders;
    try (Stream<Path> all = Files.list(folder.resolve("store/orders"))) {
      orders = all.filter(order -> order.getFileName().toString().startsWith("train.")).toList();
    }
    for (Path path : orders) {
      String order = path.getFileName().toString();
      delete(store.layout().job(order, 0));
      delete(store.layout().mergeResult(order, 0));
      String name = SubmissionName.of("rehearsal", order, Stage.JOBS, 9).value();
      String root = store.layout().root().toString();
      run("job", "--store", root, "--order", order, "--submission", name, "--index", "0");
      run("merge", "--store", root, "--order", order, "--index", "0");
    }
  }

  private void writeYard() throws IOException {
    write(
        "yard/packages/tools.yaml",
        HEADER.formatted("Package", "tools") + "spec: {source: {folder: software}}\n");
    write("yard/software/header", "line,count\n");
    write(
        "yard/datasets/lines.yaml",
        HEADER.formatted("Dataset", "lines")
            + "spec: {type: data, files: {pattern: \"file:*.txt\"}, scopes: {test: 1}}\n");
    write(
        "yard/analyses/count/analysis.yaml",
        HEADER.formatted("Analysis", "count") + "spec: {owners: [nobody]}\n");
    write(
        "yard/analyses/count/wagons/lines.yaml",
        HEADER.formatted("Wagon", "lines")
            + """
            spec:
              analysis: count
              package: {name: tools}
              command:
                - /bin/sh
                - -c
                - (cat "$TRAINYARD_PACKAGE/header"; xargs cat < "$1") > "$2/lines.csv"
                - lines
                - ${inputs}
                - ${output}
              outputs: [{file: lines.csv, mediaType: text/csv, merge: {sum: {keys: [line]}}}]
              enabledOn: [{dataset: lines}]
            """);
    write(
        "yard/trains/lines.yaml",
        HEADER.formatted("Train", "lines")
            + "spec: {dataset: lines, wagons: {named: [count/lines]}}\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void run(String... command) {
    int exitCode = Main.execute(command);
    if (exitCode != 0) {
      throw new IllegalStateException(
          "exit code " + exitCode + " from: trainyard " + String.join(" ", command));
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(tree)) {
      paths = all.toList();
    }
    // Exported packages are read-only.
    for (Path path : paths) {
      path.toFile().setWritable(true);
    }
    for (Path path : paths.reversed()) {
      Files.deleteIfExists(path);
    }
  }
}
