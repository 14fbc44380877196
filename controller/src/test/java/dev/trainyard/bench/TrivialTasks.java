package dev.trainyard.bench;

import dev.trainyard.engine.local.LocalEngine;
import dev.trainyard.engine.local.LocalSettings;
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
import java.util.stream.Stream;

/// What a task costs beside the program that it runs: each writes one line to a file of its own, on
/// two slots.
final class TrivialTasks implements Bench {
  private static final int COUNT = 500;
  private static final int MANY = 10_000;
  private static final String OURS = "local engine (durable)";
  private static final TaskNeeds NEEDS =
      new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));

  private int round;

  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    String parallel = "seq " + COUNT + " | parallel -j2";
    String job = " 'echo {} > out/{}'";
    return List.of(
        Contest.of(
            COUNT + " tasks of one echo each",
            3,
            List.of(
                Subject.of(OURS, () -> perTask(lab, Figures.time(() -> engine(lab)))),
                shell(lab, "xargs (no state)", "xargs", "", xargs()),
                shell(lab, "GNU parallel (no state)", "parallel", "parallel", parallel + job),
                shell(
                    lab,
                    "GNU parallel --joblog (durable)",
                    "parallel",
                    "parallel",
                    parallel + " --joblog joblog --resume" + job),
                snakemake(lab)),
            Aim.atMost(OURS, Quantity.PER_JOB, 5),
            Aim.times(OURS, Quantity.PER_JOB, 1, "GNU parallel --joblog (durable)"),
            Aim.times(OURS, Quantity.PER_JOB, 1, "Snakemake (durable)")),
        job(lab),
        many(lab));
  }

  /// What an engine starts for every job of a train is a JVM of its own.
  private static Contest job(Lab lab) {
    return Contest.of(
        "one trainyard job with a wagon of one echo, beside that echo",
        9,
        List.of(
            Subject.of(
                "sh -c echo",
                () ->
                    Program.of(lab.folder(), "sh", "-c", "echo done > line.txt")
                        .run()
                        .without(Quantity.MEMORY)),
            Subject.of("trainyard job", () -> OneJob.in(lab).run())));
  }

  private static String xargs() {
    return "seq " + COUNT + " | xargs -P2 -I% sh -c 'echo % > out/%'";
  }

  private static Subject shell(
      Lab lab, String name, String program, String packageName, String script) {
    return Subject.installed(
        name,
        program,
        "apt-get install " + packageName,
        () -> perTask(lab, Program.of(room(lab), "bash", "-c", script).run()));
  }

  private static Subject snakemake(Lab lab) {
    String file =
        """
        rule all:
            input: expand("out/{i}", i=range(1, %d))
        rule one:
            output: "out/{i}"
            shell: "echo {wildcards.i} > {output}"
        """
            .formatted(COUNT + 1);
    return Subject.installed(
        "Snakemake (durable)",
        "snakemake",
        "apt-get install snakemake",
        () -> {
          Files.writeString(room(lab).resolve("Snakefile"), file);
          return perTask(lab, Program.of(lab.folder().resolve("room"), "snakemake", "-j2").run());
        });
  }

  /// The figures for one task, once it is sure that all of them ran.
  private static Figures perTask(Lab lab, Figures all) throws IOException {
    try (Stream<Path> made = Files.list(lab.folder().resolve("room/out"))) {
      if (made.count() != COUNT) {
        throw new IOException("not every task was run");
      }
    }
    return all.per(COUNT, Quantity.WALL, Quantity.PER_JOB)
        .per(COUNT, Quantity.CPU, Quantity.CPU_PER_JOB)
        .without(Quantity.WALL)
        .without(Quantity.CPU);
  }

  private static Path room(Lab lab) throws IOException {
    Path room = lab.fresh("room");
    Files.createDirectory(room.resolve("out"));
    return room;
  }

  private void engine(Lab lab) throws Exception {
    Path room = room(lab);
    try (LocalEngine engine = open(room)) {
      SubmissionName name = new SubmissionName("ty-bench-" + round++);
      engine.submit(array(room, name, COUNT));
      awaitEnd(engine, name);
    }
  }

  /// With so many tasks in its books, the engine still has to answer at once.
  private Contest many(Lab lab) throws Exception {
    Path room = room(lab);
    SubmissionName over = new SubmissionName("ty-over-j1");
    SubmissionName rest = new SubmissionName("ty-rest-j1");
    return Contest.counting(
        "an engine with 10,000 tasks over, and 10,000 more",
        1,
        List.of(
            Subject.of("run 10,000", () -> with(room, engine -> run(engine, room, over))),
            Subject.of("open", () -> Figures.time(() -> open(room).close())),
            Subject.of("submit 10,000", () -> with(room, engine -> engine.submit(sleeps(rest)))),
            Subject.of("observe 20,000", () -> with(room, LocalEngine::observe)),
            Subject.of("cancel 10,000", () -> with(room, engine -> engine.cancel(rest)))));
  }

  private static TaskArray sleeps(SubmissionName name) {
    return new TaskArray(name, indexes(MANY), List.of("sleep", "600"), NEEDS, 0);
  }

  private static void run(LocalEngine engine, Path room, SubmissionName name) throws Exception {
    engine.submit(array(room, name, MANY));
    awaitEnd(engine, name);
  }

  private static Figures with(Path room, EngineWork work) throws Exception {
    try (LocalEngine engine = open(room)) {
      return Figures.time(() -> work.on(engine));
    }
  }

  @FunctionalInterface
  private interface EngineWork {
    void on(LocalEngine engine) throws Exception;
  }

  private static LocalEngine open(Path room) throws Exception {
    return LocalEngine.open(
        LocalSettings.of(room.resolve("ledger"), 2, ByteSize.parse("1Gi")), InstantSource.system());
  }

  private static void awaitEnd(LocalEngine engine, SubmissionName name) throws Exception {
    long seen = 0;
    while (!isOver(engine, name)) {
      seen = engine.awaitChange(seen, Duration.ofSeconds(10));
    }
  }

  private static boolean isOver(LocalEngine engine, SubmissionName name) {
    return engine.observe().of(name) instanceof Sighting.Seen seen
        && seen.tasks().values().stream().allMatch(TaskState::isOver);
  }

  private static TaskArray array(Path room, SubmissionName name, int count) {
    String script = "echo $0 > " + room.resolve("out") + "/$0";
    return new TaskArray(
        name, indexes(count), List.of("sh", "-c", script, TaskArray.INDEX), NEEDS, 0);
  }

  private static List<Integer> indexes(int count) {
    return IntStream.rangeClosed(1, count).boxed().toList();
  }
}
