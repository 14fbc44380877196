package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.WorldInMemory.Fate;
import dev.trainyard.plan.WorldInMemory.Submission;
import dev.trainyard.plan.WorldInMemory.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// An engine that is away, or has forgotten what it was given.
class ForgetfulEngineTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  ForgetfulEngineTest() {
    yard.train("t", "ana/spectrum");
  }

  @Test
  void keepsEverythingWhileTheEngineCannotBeAsked() {
    world.fate = task -> task.isOf("train.t") ? Fate.RUNS : Fate.DONE;
    world.run();
    world.unreachable.put("local", "timeout");

    Plan plan = world.round();

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waits()).anyMatch(w -> w.reason().equals("EngineUnreachable"));
    assertThat(world.train("t").phase().word()).isEqualTo("Running");
    assertThat(world.train("t").jobs().running()).isEqualTo(4);
    assertThat(world.train("t").conditions().toString()).contains("Unknown");

    world.unreachable.clear();
    world.round();

    assertThat(world.train("t").conditions().toString()).doesNotContain("Unknown");
  }

  @Test
  void tellsWhatTheEngineSaysUntilItSaysNoMore() {
    Fate refused = new Fate(new TaskState.Unknown("no such account"), ExitCause.LOST, "");
    world.fate = task -> task.isOf("train.t") ? refused : Fate.DONE;
    world.run();

    assertThat(said()).isEqualTo("engine local says of jobs: no such account");
    assertThat(world.round().actions()).as("it is not submitted again").isEmpty();

    world.fate = task -> task.submission().merge ? refused : Fate.DONE;
    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Merging");
    assertThat(said()).isEqualTo("engine local says of jobs: no such account");

    world.fate = task -> Fate.DONE;
    world.work();
    world.round();

    assertThat(said()).doesNotContain("engine local");
  }

  private String said() {
    return world.train("t").conditions().stream()
        .filter(condition -> condition.type().equals("Ready"))
        .map(Condition::message)
        .collect(Collectors.joining());
  }

  @Test
  void isOfGoodCheerAgainInEveryPhaseOnceTheEngineAnswers() {
    for (int i = 0; i < 7; i++) {
      world.round();
      world.unreachable.put("local", "timeout");
      world.round();
      world.unreachable.clear();
      world.round();

      assertThat(world.train("t").conditions().toString()).doesNotContain("UNKNOWN, Engine");
      world.work();
    }
  }

  @Test
  void countsOnWhenTheEngineHasForgottenEarlierSubmissions() {
    jobZero(task -> sequence(task) < 3 ? Fate.VANISHES : Fate.RUNS);
    world.run();
    List<Submission> jobs = world.of("train.t");
    assertThat(jobs).hasSize(3);

    world.submissions.remove(jobs.get(0).name);
    world.submissions.remove(jobs.get(1).name);
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.storedOf("t").executions).containsEntry(1, 1).containsEntry(0, 3);
  }

  @Test
  void boundsTheTriesOfAnEngineThatForgetsEverything() {
    world.fate = task -> task.isOf("train.t") ? Fate.RUNS : Fate.DONE;
    world.run();

    for (int i = 0; i < 40; i++) {
      world.submissions.values().removeIf(s -> s.order.startsWith("train.t"));
      world.round();
      world.now = world.now.plus(Duration.ofMinutes(10));
    }

    assertThat(world.train("t").phase()).isInstanceOf(TrainPhase.Failed.class);
    assertThat(world.train("t").submissions()).hasSizeLessThan(8);
  }

  @Test
  void doesNotGiveUpAJobForTheRetriesOfOthersThatTheEngineHasForgotten() {
    yard.train("t", "ana/spectrum").retry = new Retry(8, 1, 1, Duration.ofSeconds(10));
    world.fate =
        task ->
            isJob(task) && (task.index() == 1 || (task.index() == 0 && sequence(task) == 1))
                ? Fate.fails(ExitCause.STAGING_FAILED, "")
                : Fate.DONE;
    world.run();
    OrderProgress progress = world.storedOf("t").progress();
    var namer = new Submissions.Namer("yard", progress.order().id(), Stage.JOBS);
    Instant later = world.now;
    List<Submissions.Known> forgotten =
        IntStream.rangeClosed(1, 9)
            .mapToObj(namer::name)
            .map(name -> new Submissions.Known(name, new Sighting.Absent(), later))
            .toList();

    AttemptLog log = new AttemptLog(new Submissions(forgotten, namer), progress);

    assertThat(log.of(1)).hasSize(9);
    assertThat(log.of(0)).as("it failed once, and may have been lost once").hasSize(2);
  }

  @Test
  void speaksOfFewOfManySubmissionsAndEndsAll() {
    SmallYard.Train train = yard.train("t", "ana/spectrum");
    train.retry = new Retry(200, 1, 1, Duration.ofSeconds(1));
    jobZero(task -> sequence(task) < 60 ? Fate.VANISHES : Fate.RUNS);
    for (int i = 0; i < 400; i++) {
      world.round();
      world.work();
      world.now = world.now.plusSeconds(2000);
    }
    TrainStatus status = world.train("t");

    assertThat(world.of("train.t")).hasSize(60);
    assertThat(status.submissions().stream().filter(s -> s.stage().equals("jobs")))
        .hasSize(TrainStatus.MOST_SUBMISSIONS);
    assertThat(world.round().actions()).isEmpty();
    assertThat(world.train("t")).as("it comes to rest").isEqualTo(status);

    yard.trains.remove("t");
    world.run();

    assertThat(world.of("train.t").getLast().tasks.values()).allMatch(task -> task.isOver());
  }

  private void jobZero(Function<Task, Fate> fate) {
    world.fate = task -> isJob(task) && task.index() == 0 ? fate.apply(task) : Fate.DONE;
  }

  private static boolean isJob(Task task) {
    return task.isOf("train.t") && !task.submission().merge;
  }

  private static int sequence(Task task) {
    String name = task.submission().name.value();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 2));
  }
}
