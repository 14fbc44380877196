package dev.trainyard.bench;

import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.slurm.SlurmCluster;
import dev.trainyard.engine.slurm.SlurmEngine;
import dev.trainyard.engine.slurm.SlurmSettings;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.engine.slurm.SlurmSettings.Times;
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
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the engine adds to a Slurm on this machine: to a task, and while many wait.
final class SlurmTasks implements Bench {
  private static final int COUNT = 1000;
  private static final int MANY = 10_000;
  private static final String PACKAGES = "apt-get install slurmctld slurmd slurm-client";
  private static final SubmissionName WAITING = new SubmissionName("ty-waiting-j1");
  private static final TaskNeeds NEEDS =
      new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));
  private static final Times TIMES =
      new Times(
          Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(2), Times.RETENTION);

  private @Nullable SlurmCluster cluster;
  private @Nullable Keeper<?> holding;
  private int round;

  @Override
  public String name() {
    return "slurm";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    if (Program.find("sbatch").isEmpty() || !Files.exists(Path.of("/usr/sbin/slurmctld"))) {
      return List.of(
          Contest.of(
              "Slurm", 1, List.of(Subject.installed("Slurm", "slurmctld", PACKAGES, this::none))));
    }
    SlurmCluster slurm = SlurmCluster.start(lab.folder().resolve("cluster"), 1);
    cluster = slurm;
    Keeper<?> engine = open(lab, slurm, "holding", List.of("--hold"));
    holding = engine;
    return List.of(
        Contest.counting(
            "10,000 tasks that wait",
            1,
            List.of(
                Subject.of("submit 10,000", () -> Figures.time(() -> engine.submit(sleeps()))))),
        Contest.of(
            "looking at 10,000 tasks that wait",
            5,
            List.of(
                Subject.of("observe", () -> Figures.time(engine::observe)),
                Subject.of("squeue", () -> Figures.time(() -> squeue(slurm))))),
        Contest.counting(
            "ending 10,000 tasks that wait",
            1,
            List.of(Subject.of("cancel 10,000", () -> Figures.time(() -> engine.cancel(WAITING))))),
        Contest.counting(
            COUNT + " tasks of one echo each, two at a time",
            1,
            List.of(
                Subject.of("Slurm engine", () -> perTask(lab, () -> engine(lab, slurm))),
                Subject.of("sbatch --array", () -> perTask(lab, () -> sbatch(lab, slurm))))));
  }

  private Figures none() {
    return new Figures(Map.of());
  }

  private static void squeue(SlurmCluster slurm) throws Exception {
    String said = slurm.run("squeue", "--me", "-h", "-r", "-t", "all", "-o", "%F|%K|%T|%r|%k");
    if (said.lines().count() < MANY) {
      throw new IOException("not all of them wait");
    }
  }

  private static TaskArray sleeps() {
    return new TaskArray(WAITING, indexes(MANY), List.of("sleep", "600"), NEEDS, 0);
  }

  private static Figures perTask(Lab lab, Figures.Work work) throws Exception {
    Path out = lab.fresh("out");
    Figures all = Figures.time(work);
    try (Stream<Path> made = Files.list(out)) {
      if (made.count() != COUNT) {
        throw new IOException("not every task was run");
      }
    }
    return all.per(COUNT, Quantity.WALL, Quantity.PER_JOB).without(Quantity.WALL);
  }

  private void engine(Lab lab, SlurmCluster slurm) throws Exception {
    String script = "echo $0 > " + lab.folder().resolve("out") + "/$0";
    SubmissionName name = new SubmissionName("ty-bench-j" + ++round);
    try (Keeper<?> engine = open(lab, slurm, "running" + round, List.of())) {
      engine.submit(
          new TaskArray(
              name, indexes(COUNT), List.of("sh", "-c", script, TaskArray.INDEX), NEEDS, 0));
      long seen = 0;
      while (!isOver(engine, name)) {
        seen = engine.awaitChange(seen, Duration.ofSeconds(1));
      }
    }
  }

  private static boolean isOver(Keeper<?> engine, SubmissionName name) {
    return engine.observe().of(name) instanceof Sighting.Seen seen
        && seen.tasks().values().stream().allMatch(TaskState::isOver);
  }

  private static void sbatch(Lab lab, SlurmCluster slurm) throws Exception {
    String out = lab.folder().resolve("out").toString();
    slurm.run(
        "sbatch",
        "--wait",
        "--mem=1M",
        "--array=0-" + (COUNT - 1) + "%2",
        "--output=/dev/null",
        "--wrap=echo $SLURM_ARRAY_TASK_ID > " + out + "/$SLURM_ARRAY_TASK_ID");
  }

  private static Keeper<?> open(Lab lab, SlurmCluster slurm, String ledger, List<String> options)
      throws IOException {
    Map<String, String> environment =
        Map.of("PATH", "/usr/bin:/bin", "SLURM_CONF", slurm.configuration().toString());
    return SlurmEngine.open(
        new SlurmSettings(
            lab.folder().resolve(ledger),
            lab.folder().resolve(ledger + ".id"),
            null,
            environment,
            new Requests(options, COUNT, options.isEmpty() ? 2 : 0, 0),
            TIMES),
        InstantSource.system());
  }

  private static List<Integer> indexes(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Override
  public void close() throws Exception {
    try (SlurmCluster _ = cluster;
        Keeper<?> _ = holding) {
      cluster = null;
      holding = null;
    }
  }
}
