package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.WorldInMemory.Fate;
import dev.trainyard.plan.WorldInMemory.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  void triesALostJobAgainAndCountsItAsLost() {
    jobZero(task -> Fate.VANISHES);

    world.run();

    assertThat(world.storedOf("t").executions).containsEntry(0, 4);
    assertThat(world.train("t").jobs().lost()).isEqualTo(1);
    assertThat(world.train("t").conditions().toString())
        .contains("the job ended without a result: node");
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
