package dev.trainyard.engine.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What the engine costs beside the programs that it runs: `-Dtest=LocalEngineBench
/// -Dtrainyard.bench=true`.
@EnabledIfSystemProperty(named = "trainyard.bench", matches = "true")
class LocalEngineBench {
  private static final TaskNeeds NEEDS =
      new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));

  @TempDir Path folder;

  @BeforeEach
  void makeRoom() throws IOException {
    Files.createDirectory(folder.resolve("out"));
  }

  @Test
  void costsLittlePerTask() throws Exception {
    run("xargs", List.of("sh", "-c", "seq 1000 | xargs -P2 -I% sh -c 'echo % > out/%'"));
    Files.writeString(
        folder.resolve("Makefile"), "all: $(shell seq 1000)\n%:\n\t@echo $@ > out/$@; true\n");
    run("make", List.of("make", "-s", "-j2", "all"));
    try (LocalEngine engine = open()) {
      for (int round = 0; round < 4; round++) {
        SubmissionName name = new SubmissionName("ty-bench-" + round);
        time("engine, 1000 tasks", () -> runAll(engine, name, 1000));
      }
    }
  }

  @Test
  void holdsTenThousandTasks() throws Exception {
    SubmissionName name = new SubmissionName("ty-many-j1");
    SubmissionName rest = new SubmissionName("ty-rest-j1");
    try (LocalEngine engine = open()) {
      time("submit 10000", () -> engine.submit(array(name, 10_000)));
      time("run 10000", () -> runAll(engine, name, 10_000));
      time("observe 10000", engine::observe);
      time("observe 10000 again", engine::observe);
      engine.submit(new TaskArray(rest, indexes(10_000), List.of("sleep", "60"), NEEDS, 0));
      time("observe 20000", engine::observe);
    }
    time("open with 20000", () -> open().close());
    Files.delete(folder.resolve("ledger").resolve(name.value()).resolve("over.json"));
    time("open with 10000 to read one by one", () -> open().close());
    try (LocalEngine engine = open()) {
      time("cancel 10000", () -> engine.cancel(rest));
      assertThat(engine.observe().of(name)).isInstanceOf(Sighting.Seen.class);
    }
  }

  private LocalEngine open() throws IOException {
    return LocalEngine.open(
        LocalSettings.of(folder.resolve("ledger"), 2, ByteSize.parse("1Gi")),
        InstantSource.system());
  }

  private void runAll(LocalEngine engine, SubmissionName name, int count) throws Exception {
    engine.submit(array(name, count));
    long seen = 0;
    while (!isOver(engine, name)) {
      seen = engine.awaitChange(seen, Duration.ofSeconds(10));
    }
  }

  private static boolean isOver(LocalEngine engine, SubmissionName name) {
    return engine.observe().of(name) instanceof Sighting.Seen seen
        && seen.tasks().values().stream().allMatch(TaskState::isOver);
  }

  private TaskArray array(SubmissionName name, int count) {
    String script = "echo $0 > " + folder.resolve("out") + "/$0";
    return new TaskArray(
        name, indexes(count), List.of("sh", "-c", script, TaskArray.INDEX), NEEDS, 0);
  }

  private static List<Integer> indexes(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private void run(String what, List<String> command) throws Exception {
    time(
        what,
        () -> {
          Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
          assertThat(process.waitFor()).isZero();
        });
  }

  private static void time(String what, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    double millis = (System.nanoTime() - start) / 1e6;
    System.out.printf("%-40s %9.1f ms%n", what, millis);
  }

  private interface Work {
    void run() throws Exception;
  }
}
