package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergingTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);
  private int merges;

  MergingTest() {
    yard.train("t", "ana/spectrum");
  }

  @Test
  void mergesAgainWhatWasLost() {
    world.fate = task -> task.submission().merge && merges++ == 0 ? Fate.VANISHES : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(merges).isEqualTo(2);
  }

  @Test
  void mergesAgainWhatSomebodyCancelled() {
    world.fate =
        task ->
            task.submission().merge && merges++ == 0
                ? new Fate(new TaskState.Cancelled(), ExitCause.CANCELLED, "")
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void givesUpMergingAfterAsManyTriesAsItsRetriesAllow() {
    world.fate = task -> task.submission().merge ? Fate.VANISHES : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("MergeFailed");
    assertThat(world.of("train.t")).filteredOn(s -> s.merge).hasSize(4);
    assertThat(world.train("t").conditions().toString()).contains("ended 4 times");
  }

  @Test
  void asksForRoomAgainAndAgainButNeverLater() {
    world.fate =
        task ->
            task.submission().merge && merges++ < 20
                ? Fate.fails(ExitCause.STORE_FULL, "")
                : Fate.DONE;
    Instant start = world.now;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(Duration.between(start, world.now)).isLessThan(Duration.ofHours(2));
  }

  @Test
  void refusesToMergeACorruptPartAndNamesIt() {
    world.fate = task -> task.submission().merge ? Fate.fails(ExitCause.INPUT_BAD, "") : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("MergeFailed");
    assertThat(world.train("t").conditions().toString())
        .contains("ana/spectrum out.csv: part 1 is corrupt");
    assertThat(world.of("train.t")).filteredOn(s -> s.merge).hasSize(1);
    assertThat(world.train("t").outputs()).isEmpty();
  }

  @Test
  void showsWhatIsMergedBesideWhatFailed() {
    yard.wagon("ana/other").command = List.of("other");
    yard.train("t", "ana/spectrum", "ana/other");
    world.fate =
        task ->
            task.submission().merge && task.index() == 0
                ? Fate.fails(ExitCause.MERGE_FAILED, "")
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("MergeFailed");
    assertThat(world.train("t").outputs()).hasSize(1);
    assertThat(world.train("t").conditions().toString()).contains("(1 of 2 outputs are merged)");
  }

  @Test
  void triesAgainWhatWasLostBesideWhatFailed() {
    yard.wagon("ana/other").command = List.of("other");
    yard.train("t", "ana/spectrum", "ana/other");
    world.fate =
        task ->
            !task.submission().merge
                ? Fate.DONE
                : task.index() == 0
                    ? Fate.fails(ExitCause.MERGE_FAILED, "")
                    : merges++ == 0 ? Fate.VANISHES : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("MergeFailed");
    assertThat(world.train("t").outputs()).hasSize(1);
  }

  @Test
  void givesAMergeOverItsLimitMoreOnce() {
    world.fate =
        task ->
            task.submission().merge && task.submission().allowance < 2
                ? Fate.fails(ExitCause.OVER_MEMORY, "")
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.of("train.t")).filteredOn(s -> s.merge).hasSize(2);
  }

  @Test
  void mergesOnlyTheTasksThatAreOpen() {
    yard.wagon("ana/other").command = List.of("other");
    yard.train("t", "ana/spectrum", "ana/other");
    world.fate =
        task ->
            task.submission().merge && task.index() == 1 && merges++ == 0
                ? Fate.VANISHES
                : Fate.DONE;

    world.run();

    assertThat(world.of("train.t"))
        .filteredOn(s -> s.merge)
        .extracting(s -> s.tasks.keySet().toString())
        .containsExactly("[0, 1]", "[1]");
  }
}
