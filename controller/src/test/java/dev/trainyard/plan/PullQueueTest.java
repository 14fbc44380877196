package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.OpenPulls.Pull;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How many tests of pull requests are with an engine at once, and whose come first.
class PullQueueTest {
  private final SmallYard yard = new SmallYard();
  private WorldInMemory world = new WorldInMemory(yard, 2);

  @Test
  void beginsOnlySoManyAtOnce() {
    world.fate = _ -> Fate.RUNS;
    open("7", 5);

    world.round();

    assertThat(world.of("pull.")).hasSize(2);
    assertThat(world.pulls.said("7").waits())
        .extracting(Wait::reason)
        .containsOnly("Queued")
        .hasSize(3);
    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("Waiting");
  }

  @Test
  void beginsTheOthersOneAfterTheOther() {
    open("7", 5);

    world.run();

    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("Passed");
    assertThat(world.of("pull.")).hasSize(5);
  }

  @Test
  void givesEachItsShare() {
    world = new WorldInMemory(yard, 4);
    world.fate = _ -> Fate.RUNS;
    open("7", 5);
    open("8", 5);
    open("9", 1);

    world.round();

    assertThat(List.of(underway("7"), underway("8"), underway("9"))).containsExactly(2L, 1L, 1L);
  }

  @Test
  void takesThoseOfWhomFewestRunFirst() {
    world.fate = _ -> Fate.RUNS;
    open("7", 5);
    world.round();
    world.work();
    open("8", 5);
    String first = world.of("pull.").getFirst().order;

    world.fate = task -> task.order().equals(first) ? Fate.DONE : Fate.RUNS;
    world.work();
    world.round();
    world.round();

    assertThat(List.of(underway("7"), underway("8"))).containsExactly(1L, 1L);
  }

  @Test
  void goesOnWithOthersWhenOneIsClosed() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = open("7", 5);
    world.round();
    world.work();
    open("8", 5);
    world.round();
    assertThat(underway("8")).isZero();

    pull.close();
    world.round();
    world.round();

    assertThat(underway("8")).isEqualTo(2);
  }

  @Test
  void makesWhatTwoWantOnce() {
    world = new WorldInMemory(yard, 1);
    world.fate = _ -> Fate.RUNS;
    Pull pull = open("7", 1);
    world.pulls.open("8").merge = pull.merge;

    world.round();

    assertThat(world.of("pull.")).hasSize(1);
    assertThat(List.of(underway("7"), underway("8"))).containsExactly(1L, 1L);
  }

  @Test
  void countsWhatTwoWantOnce() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = open("7", 1);
    world.pulls.open("8").merge = pull.merge;
    world.round();
    world.work();
    open("9", 1);

    world.round();

    assertThat(underway("9")).isEqualTo(1);
  }

  @Test
  void testsAgainInTurn() {
    world.fate = _ -> Fate.fails(ExitCause.EXIT_CODE, "ana/of7-0");
    Pull pull = open("7", 1);
    world.run();
    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("TestFailed");
    world.fate = _ -> Fate.RUNS;
    open("8", 2);
    world.round();
    world.work();

    pull.retest = world.now;
    world.round();
    assertThat(world.pulls.said("7").waits()).extracting(Wait::reason).containsExactly("Queued");
    world.fate = _ -> Fate.DONE;
    world.run();

    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("Passed");
  }

  @Test
  void looksOnlyForWhatMayBegin() {
    world.fate = _ -> Fate.RUNS;
    open("7", PullStatus.MOST_TESTS + 20);

    world.round();

    assertThat(world.lookedFor).filteredOn(order -> order.startsWith("pull.")).hasSize(2 * 2);
    assertThat(world.pulls.said("7").waits())
        .filteredOn(wait -> wait.reason().equals("TooManyTests"))
        .singleElement()
        .satisfies(wait -> assertThat(wait.message()).startsWith("20 more are not begun"));
  }

  private long underway(String pull) {
    return world.pulls.said(pull).tests().stream()
        .filter(test -> test.phase() instanceof WagonTestPhase.Running)
        .count();
  }

  /// Opens a pull request that brings so many wagons of its own.
  private Pull open(String name, int wagons) {
    SmallYard changed = new SmallYard();
    for (int i = 0; i < wagons; i++) {
      String content = "of" + name + "-" + i;
      changed
          .wagon("ana/" + content, it -> it.config = Map.of("content", content))
          .enabled("events", Mode.ALWAYS);
    }
    return world.pulls.open(name).brings(yard, changed);
  }
}
