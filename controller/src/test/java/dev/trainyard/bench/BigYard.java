package dev.trainyard.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A yard of many files in a bare repository: analyses of 49 wagons each, and 50 trains that carry
/// two of these.
final class BigYard {
  private static final int BLOCK = 100;
  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";

  private final Path origin;
  private final Path script;
  private int commits;

  private BigYard(Path origin) {
    this.origin = origin;
    this.script = origin.resolveSibling(origin.getFileName() + ".import");
  }

  /// Makes the repository, with about so many files.
  static BigYard of(Path origin, int files) throws IOException, InterruptedException {
    Files.createDirectories(origin.toAbsolutePath().getParent());
    BigYard yard = new BigYard(origin);
    Program.of(Path.of("/"), "git", "init", "-q", "--bare", "-b", "main", origin.toString()).run();
    try (BufferedWriter out = Files.newBufferedWriter(yard.script)) {
      yard.begin(out);
      yard.common(out);
      for (int block = 0; block < files / BLOCK; block++) {
        yard.block(out, block);
      }
    }
    yard.runImport();
    return yard;
  }

  Path origin() {
    return origin;
  }

  /// One commit that changes one wagon's configuration.
  void changeOneWagon() throws IOException, InterruptedException {
    try (BufferedWriter out = Files.newBufferedWriter(script)) {
      begin(out);
      put(out, wagonFile(0, 7), wagon(0, 7, commits));
    }
    runImport();
  }

  /// One commit that changes the description of one train.
  void changeOneTrain() throws IOException, InterruptedException {
    try (BufferedWriter out = Files.newBufferedWriter(script)) {
      begin(out);
      put(out, trainFile(0, 7), train(0, 7, "As of commit " + commits));
    }
    runImport();
  }

  private void begin(BufferedWriter out) throws IOException {
    commits++;
    String message = "Commit " + commits;
    out.write("commit refs/heads/main\n");
    out.write("committer Some User <user@example.org> " + (1_700_000_000 + commits) + " +0000\n");
    out.write("data " + message.length() + "\n" + message + "\n");
    if (commits > 1) {
      out.write("from refs/heads/main^0\n");
    }
  }

  private static void put(BufferedWriter out, String path, String text) throws IOException {
    out.write("M 100644 inline " + path + "\n");
    out.write("data " + text.getBytes(UTF_8).length + "\n" + text + "\n");
  }

  private void runImport() throws IOException, InterruptedException {
    String command = "git -C '%s' fast-import --quiet < '%s'".formatted(origin, script);
    Program.of(Path.of("/"), List.of("sh", "-c", command)).run();
  }

  private void common(BufferedWriter out) throws IOException {
    put(out, "software/run", "#!/bin/sh\n");
    put(
        out,
        "packages/tools.yaml",
        HEADER
            + """
            kind: Package
            metadata: {name: tools}
            spec: {source: {folder: software}}
            """);
    for (int i = 0; i < 10; i++) {
      put(
          out,
          "datasets/data%d.yaml".formatted(i),
          HEADER
              + """
              kind: Dataset
              metadata: {name: data%d}
              spec:
                type: data
                files: {pattern: "file:words/*.txt"}
                split: {files: 2}
                scopes: {test: 1}
              """
                  .formatted(i));
    }
  }

  private void block(BufferedWriter out, int block) throws IOException {
    put(
        out,
        "analyses/a%d/analysis.yaml".formatted(block),
        HEADER
            + """
            kind: Analysis
            metadata: {name: a%d}
            spec: {owners: [me]}
            """
                .formatted(block));
    for (int i = 1; i < BLOCK / 2; i++) {
      put(out, wagonFile(block, i), wagon(block, i, 0));
    }
    for (int i = 0; i < BLOCK / 2; i++) {
      put(out, trainFile(block, i), train(block, i, ""));
    }
  }

  private static String wagonFile(int block, int number) {
    return "analyses/a%d/wagons/w%d.yaml".formatted(block, number);
  }

  private static String wagon(int block, int number, int threshold) {
    return HEADER
        + """
        kind: Wagon
        metadata: {name: w%d, labels: {topic: t%d}}
        spec:
          analysis: a%d
          package: {name: tools}
          command: [sh, "${package}/run", "${config.cut}"]
          config: {cut: %d, low: 0.5, block: %d}
          outputs:
            - file: letters.csv
              merge: {sum: {keys: [letter]}}
          enabledOn:
            - dataset: data%d
          resources: {memory: 200Mi, cpu: 1, time: 1m}
        """
            .formatted(number, number, block, threshold, 1000 * block + number, number % 10);
  }

  private static String trainFile(int block, int number) {
    return "trains/a%d/t%d-%d.yaml".formatted(block, block, number);
  }

  private static String train(int block, int number, String description) {
    return HEADER
        + """
        kind: Train
        metadata: {name: t%d-%d}
        spec:
          description: "%s"
          dataset: data%d
          wagons: {named: [a%d/w%d, a%d/w%d]}
        """
            .formatted(
                block,
                number,
                description,
                number % 10,
                block,
                1 + number % 49,
                block,
                1 + (number + 10) % 49);
  }
}
