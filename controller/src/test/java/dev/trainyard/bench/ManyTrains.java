package dev.trainyard.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A thousand trains pushed at once to a controller that runs as users run it, with little heap:
/// until the remote's status branch says that all of them have been submitted to the local engine,
/// which runs them meanwhile.
final class ManyTrains implements Bench {
  private static final int TRAINS = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_MILLIS = 200;
  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";
  private static final String SHORT = "jobs of trains over the test scope";
  private static final String FULL = "whole-train tests of trains over all files";

  private @Nullable Process controller;

  @Override
  public String name() {
    return "trains";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    return List.of(
        Contest.counting(
            "1,000 trains pushed at once, from push to submitted and said, with -Xmx256m",
            3,
            List.of(
                Subject.of(SHORT, () -> run(lab, "test", "(Submitted|Running|Merging|Succeeded)")),
                Subject.of(FULL, () -> run(lab, "full", "(Testing|Submitted|Running|Merging)"))),
            Aim.atMost(SHORT, Quantity.WALL, 60_000),
            Aim.atMost(FULL, Quantity.WALL, 60_000)));
  }

  private Figures run(Lab lab, String scope, String phases) throws Exception {
    Path room = lab.fresh("room");
    Path clone = yard(room);
    Process running = start(lab, room);
    controller = running;
    try {
      await(room, "wagons", "is: Passed", 1);
      for (int train = 0; train < TRAINS; train++) {
        write(clone, "trains/t%d.yaml".formatted(train), train(train, scope));
      }
      git(clone, "add", ".");
      git(clone, "commit", "-qm", "A thousand trains");
      Figures figures =
          Figures.time(
              () -> {
                git(clone, "push", "-q", "origin", "HEAD:main");
                await(room, "trains", "is: " + phases, TRAINS);
              });
      return figures.and(Quantity.MEMORY, Program.residentMebibytes(running.pid()));
    } finally {
      end(room);
    }
  }

  private Process start(Lab lab, Path room) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                lab.trainyard(), "run", "--settings", room.resolve("trainyard.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(room.resolve("controller.log").toFile());
    builder.environment().put("TRAINYARD_JAVA_OPTS", "-Xmx256m");
    return builder.start();
  }

  private void await(Path room, String folder, String pattern, int files) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (count(room, folder, pattern) < files) {
      Process running = controller;
      if (System.nanoTime() > end || running == null || !running.isAlive()) {
        throw new IOException(Program.tail(room.resolve("controller.log")));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /// How many status files of the remote say this.
  private static int count(Path room, String folder, String pattern) throws Exception {
    Process grep =
        new ProcessBuilder(
                "git", "grep", "-l", "-E", pattern, "trainyard-status", "--", folder + "/**.yaml")
            .directory(room.resolve("yard.git").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(grep.getInputStream(), StandardCharsets.UTF_8))) {
      return Math.toIntExact(lines.lines().count());
    }
  }

  /// A clone of a yard with one wagon and no train.
  private static Path yard(Path room) throws Exception {
    git(room, "init", "-q", "--bare", "-b", "main", "yard.git");
    git(room, "clone", "-q", "yard.git", "clone");
    Path clone = room.resolve("clone");
    git(clone, "config", "user.name", "Some User");
    git(clone, "config", "user.email", "user@example.org");
    write(room, "inputs/words/a.txt", "a\n");
    write(room, "inputs/words/b.txt", "b\n");
    write(room, "trainyard.yaml", settings(room));
    write(clone, "software/run", "cp \"$(head -1 \"$TRAINYARD_INPUTS\")\" \"$TRAINYARD_OUTPUT/o\"");
    write(
        clone,
        "packages/tools.yaml",
        HEADER + "kind: Package\nmetadata: {name: tools}\nspec: {source: {folder: software}}\n");
    write(clone, "datasets/words.yaml", dataset());
    write(
        clone,
        "analyses/first/analysis.yaml",
        HEADER + "kind: Analysis\nmetadata: {name: first}\nspec: {owners: [me]}\n");
    write(clone, "analyses/first/wagons/copy.yaml", wagon());
    git(clone, "add", ".");
    git(clone, "commit", "-qm", "A yard");
    git(clone, "push", "-q", "origin", "HEAD:main");
    return clone;
  }

  private static String settings(Path room) {
    return HEADER
        + """
        kind: Settings
        metadata: {name: many}
        spec:
          repository: {url: "%s"}
          work: work
          store: store
          inputs: {root: inputs}
          engine: {local: {slots: 2, memory: 4Gi}}
          poll: 1s
        """
            .formatted(room.resolve("yard.git").toAbsolutePath());
  }

  private static String dataset() {
    return HEADER
        + """
        kind: Dataset
        metadata: {name: words}
        spec:
          type: data
          files: {pattern: "file:words/*.txt"}
          split: {files: 1}
          scopes: {test: 1}
        """;
  }

  private static String wagon() {
    return HEADER
        + """
        kind: Wagon
        metadata: {name: copy}
        spec:
          analysis: first
          package: {name: tools}
          command: [sh, "${package}/run"]
          outputs:
            - {file: o, merge: {none: {}}}
          enabledOn:
            - dataset: words
          resources: {memory: 200Mi, cpu: 1, time: 1m}
        """;
  }

  private static String train(int number, String scope) {
    return HEADER
        + """
        kind: Train
        metadata: {name: t%d}
        spec: {dataset: words, scope: %s, wagons: {named: [first/copy]}}
        """
            .formatted(number, scope);
  }

  private static void write(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Files.writeString(file, text);
  }

  private static void git(Path folder, String... words) throws Exception {
    Program.of(folder, Stream.concat(Stream.of("git"), Stream.of(words)).toList()).run();
  }

  @Override
  public void close() throws Exception {
    Process running = controller;
    if (running != null) {
      running.destroy();
      running.waitFor();
      controller = null;
    }
  }

  /// Tasks that have begun come to their end; no more are begun.
  private void end(Path room) throws Exception {
    close();
    String mark = room.resolve("store").toString();
    while (ProcessHandle.allProcesses().anyMatch(p -> isAbout(p, mark))) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private static boolean isAbout(ProcessHandle process, String mark) {
    return process.info().commandLine().filter(line -> line.contains(mark)).isPresent();
  }
}
