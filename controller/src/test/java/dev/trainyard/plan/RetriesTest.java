package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.status.MergedOutput;
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
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  RetriesTest() {
    yard.train("t", "ana/spectrum");
  }

  @ParameterizedTest
  @CsvSource({
    "STAGING_FAILED, 4",
    "STORE_FAILED, 4",
    "OVER_MEMORY, 2",
    "OVER_TIME, 2",
    "EXIT_CODE, 2",
    "OUTPUT_MISSING, 2",
    "INPUT_BAD, 2",
    "CANCELLED, 4"
  })
  void triesAJobAgainAsOftenAsItsCauseAllows(ExitCause cause, int tries) {
    jobZero(task -> Fate.fails(cause, isWagons(cause) ? "ana/spectrum" : ""));

    world.run();

    assertThat(world.storedOf("t").executions).containsEntry(0, tries).containsEntry(1, 1);
    assertThat(world.train("t").phase().toString()).contains("JobsFailed");
    assertThat(world.train("t").jobs().failed()).isEqualTo(1);
  }

  private static boolean isWagons(ExitCause cause) {
    return switch (cause.blame()) {
      case WAGON, RESOURCES -> true;
      case INPUT, INFRASTRUCTURE, STORE, NOBODY -> false;
    };
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

  @Test
  void triesALostJobAgainAndCountsItAsLost() {
    jobZero(task -> Fate.VANISHES);

    world.run();

    assertThat(world.storedOf("t").executions).containsEntry(0, 4);
    assertThat(world.train("t").jobs().lost()).isEqualTo(1);
  }

  @Test
  void doesNotWaitForAClockThatWasSetBack() {
    world.fate =
        task -> {
          boolean first = isJob(task) && sequence(task) == 1;
          if (first && task.index() == 1) {
            world.now = world.now.minus(Duration.ofDays(1));
          }
          return first && task.index() == 0 ? Fate.fails(ExitCause.STAGING_FAILED, "") : Fate.DONE;
        };
    Instant start = world.now;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.now).isBefore(start);
  }

  @Test
  void triesAJobThatFindsNoRoomUntilThereIsSome() {
    jobZero(task -> sequence(task) <= 20 ? Fate.fails(ExitCause.STORE_FULL, "") : Fate.DONE);

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void triesAJobAgainThatEndedWellAndLeftNoResult() {
    jobZero(
        task ->
            sequence(task) == 1 ? new Fate(new TaskState.Ended(0), ExitCause.LOST, "") : Fate.DONE);

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void boundsHowOftenSomebodyMayCancelAJob() {
    jobZero(task -> new Fate(new TaskState.Cancelled(), ExitCause.LOST, ""));

    world.run();

    assertThat(world.storedOf("t").executions).containsEntry(0, 4);
  }

  @Test
  void countsEveryCauseForItself() {
    jobZero(
        task ->
            switch (sequence(task)) {
              case 1, 3 -> Fate.VANISHES;
              case 2 -> Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum");
              default -> Fate.DONE;
            });

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void waitsLongerBeforeEveryFurtherTry() {
    yard.train("t").retry = new Retry(3, 1, 1, Duration.ofSeconds(100));
    jobZero(task -> Fate.fails(ExitCause.STAGING_FAILED, ""));

    world.run();

    List<Long> gaps =
        IntStream.range(1, world.storedOf("t").failed.size())
            .mapToObj(
                i ->
                    Duration.between(
                            world.storedOf("t").failed.get(i - 1).finished(),
                            world.storedOf("t").failed.get(i).finished())
                        .toSeconds())
            .toList();
    assertThat(gaps).hasSize(3);
    assertThat(gaps.get(0)).isBetween(100L, 115L);
    assertThat(gaps.get(1)).isBetween(200L, 215L);
    assertThat(gaps.get(2)).isBetween(400L, 415L);
  }

  @Test
  void doublesTheAllowanceOfAJobThatRanIntoALimit() {
    jobZero(
        task ->
            task.submission().allowance < 2
                ? Fate.fails(ExitCause.OVER_MEMORY, "ana/spectrum")
                : Fate.DONE);

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.of("train.t")).extracting(s -> s.allowance).containsExactly(1.0, 2.0, 1.0);
  }

  @Test
  void submitsJobsWithDifferentAllowancesApart() {
    world.fate =
        task -> {
          if (!isJob(task) || sequence(task) > 1 || task.index() > 1) {
            return Fate.DONE;
          }
          return task.index() == 0
              ? Fate.fails(ExitCause.OVER_TIME, "ana/spectrum")
              : Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum");
        };

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.of("train.t"))
        .filteredOn(s -> !s.merge)
        .extracting(s -> s.allowance + " " + s.tasks.keySet())
        .containsExactly("1.0 [0, 1, 2, 3]", "1.0 [1]", "2.0 [0]");
  }

  @Test
  void doesNotSubmitRetriesWhileSuspended() {
    jobZero(task -> Fate.VANISHES);
    world.phases("t", 4);
    yard.train("t").suspend = true;

    world.run();

    assertThat(world.of("train.t")).hasSize(1);
    assertThat(world.train("t").conditions().toString()).contains("Suspended");
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
  void goesOnWithoutTheWagonThatFailsAndWhatDependsOnIt() {
    bystanders();

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.train("t").uncoupled()).extracting(u -> u.wagon()).containsExactly("ana/skim");
    assertThat(world.train("t").outputs())
        .extracting(MergedOutput::instance)
        .extracting(Object::toString)
        .containsExactly("ana/spectrum", "ana/spectrum.tight");
    assertThat(world.storedOf("t").merge.getFirst().tasks())
        .allSatisfy(task -> assertThat(task.jobs()).containsExactly(0, 1, 2, 3));
    assertThat(world.of("train.t"))
        .anySatisfy(s -> assertThat(s.without).containsExactlyInAnyOrder("ana/skim", "ana/reader"));
    assertThat(world.train("t").coverage().isComplete()).isTrue();
  }

  @Test
  void failsOnAWagonThatMayNotBeUncoupled() {
    bystanders();
    yard.train("t").onWagonFailure = OnWagonFailure.FAIL;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("JobsFailed");
    assertThat(world.train("t").uncoupled()).isEmpty();
  }

  @Test
  void failsWhenEveryWagonHadToBeUncoupled() {
    yard.train("t").onWagonFailure = OnWagonFailure.UNCOUPLE;
    world.fate =
        task -> {
          if (!task.isOf("train.t")) {
            return Fate.DONE;
          }
          return task.index() == 0 ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.RUNS;
        };

    world.run();

    assertThat(world.train("t").phase().toString()).contains("NoWagonLeft");
    assertThat(world.of("train.t"))
        .allSatisfy(s -> assertThat(s.tasks.values()).allMatch(TaskState::isOver));
  }

  @Test
  void failsWhenEveryWagonFailsTheTestOfTheTrain() {
    yard.train("t").onWagonFailure = OnWagonFailure.UNCOUPLE;
    world.fate =
        task -> task.isOf("test-of") ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("NoWagonLeft");
  }

  @Test
  void uncouplesAWagonThatFailsTheTestOfTheTrain() {
    bystanders();
    world.fate =
        task ->
            task.isOf("test-of") && task.carries("ana/skim")
                ? Fate.fails(ExitCause.EXIT_CODE, "ana/skim")
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.of("train.t").getFirst().without).contains("ana/skim");
  }

  /// A train that may uncouple, whose job 0 fails through `ana/skim`; `ana/reader` depends on that.
  private void bystanders() {
    yard.wagon("ana/skim").command = List.of("skim");
    yard.wagon("ana/reader").dependsOn = List.of("skim");
    yard.wagon("ana/spectrum").subwagons = List.of(new Subwagon("tight", Map.of("cut", 1)));
    yard.train("t", "ana/spectrum", "ana/reader").onWagonFailure = OnWagonFailure.UNCOUPLE;
    jobZero(
        task -> task.carries("ana/skim") ? Fate.fails(ExitCause.EXIT_CODE, "ana/skim") : Fate.DONE);
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
