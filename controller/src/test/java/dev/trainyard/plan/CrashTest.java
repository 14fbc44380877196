package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.WorldInMemory.Fate;
import dev.trainyard.plan.WorldInMemory.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A controller may be killed between any two instructions: what it did stays, what it wrote last
/// is lost.
class CrashTest {
  private static final int MOST_ROUNDS = 14;

  /// What the yard wants while the controller is killed again and again.
  enum Story {
    PLAIN,
    RETRIES,
    TEST_SCOPE,
    UNCOUPLING
  }

  private static WorldInMemory world(Story story) {
    SmallYard yard = new SmallYard();
    WorldInMemory world = new WorldInMemory(yard);
    switch (story) {
      case PLAIN -> yard.train("t", "ana/spectrum");
      case TEST_SCOPE -> yard.train("t", "ana/spectrum").scope = Scope.TEST;
      case RETRIES -> {
        yard.train("t", "ana/spectrum");
        world.fate =
            task ->
                task.submission().name.value().endsWith("1") && task.index() % 2 == 0
                    ? Fate.VANISHES
                    : Fate.DONE;
      }
      case UNCOUPLING -> {
        yard.wagon("ana/bad").command = List.of("bad");
        yard.train("t", "ana/spectrum", "ana/bad").onWagonFailure = OnWagonFailure.UNCOUPLE;
        world.fate =
            task ->
                task.isOf("train.t") && task.index() == 1 && task.carries("ana/bad")
                    ? Fate.fails(ExitCause.EXIT_CODE, "ana/bad")
                    : Fate.DONE;
      }
    }
    return world;
  }

  @ParameterizedTest
  @EnumSource
  void adoptsWhatWasDoneWhenEveryStatusIsLostOnce(Story story) {
    WorldInMemory calm = world(story);
    calm.run();
    WorldInMemory killed = world(story);

    for (int i = 0; i < 2 * MOST_ROUNDS; i++) {
      Plan lost = killed.plan(killed.yard.snapshot());
      lost.actions().forEach(killed::act);
      killed.now = killed.now.plusSeconds(1);
      killed.round();
      killed.work();
    }
    killed.run();

    assertSameEnd(killed, calm);
  }

  @ParameterizedTest
  @EnumSource
  void adoptsWhatWasDoneWhenKilledBetweenActions(Story story) {
    WorldInMemory calm = world(story);
    calm.run();
    WorldInMemory killed = world(story);

    for (int i = 0; i < 2 * MOST_ROUNDS; i++) {
      Plan lost = killed.plan(killed.yard.snapshot());
      lost.actions().stream().limit(1).forEach(killed::act);
      killed.work();
      killed.round();
      killed.work();
    }
    killed.run();

    assertSameEnd(killed, calm);
  }

  static Stream<Integer> rounds() {
    return IntStream.range(0, MOST_ROUNDS).boxed();
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void startsNothingThatRunsAlreadyWhenOneStatusIsLost(int round) {
    WorldInMemory world = world(Story.PLAIN);
    for (int i = 0; i < round; i++) {
      world.round();
      world.work();
    }
    Plan lost = world.plan(world.yard.snapshot());
    lost.actions().forEach(world::act);
    List<String> names = world.names();

    Plan next = world.round();

    assertThat(world.names()).isEqualTo(names);
    assertThat(next.actions()).filteredOn(CrashTest::submits).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void endsInTheSameResultWhenTheStatusBranchIsLost(int round) {
    for (Story story : List.of(Story.PLAIN, Story.RETRIES, Story.TEST_SCOPE)) {
      WorldInMemory calm = world(story);
      calm.run();
      WorldInMemory robbed = world(story);
      for (int i = 0; i < round; i++) {
        robbed.round();
        robbed.work();
      }

      robbed.trains.clear();
      robbed.tests.clear();
      robbed.run();

      assertSameEnd(robbed, calm);
    }
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void repeatsNoFinishedJobWhenStatusAndLedgerAreLost(int round) {
    WorldInMemory calm = world(Story.PLAIN);
    calm.run();
    WorldInMemory robbed = world(Story.PLAIN);
    for (int i = 0; i < round; i++) {
      robbed.round();
      robbed.work();
    }

    robbed.trains.clear();
    robbed.tests.clear();
    robbed.submissions.clear();
    robbed.run();

    assertSameEnd(robbed, calm);
  }

  @Test
  void adoptsThePinnedTrainEvenIfItsWagonsHaveChangedSince() {
    WorldInMemory world = world(Story.PLAIN);
    world.run();
    List<String> wagons = List.of(world.storedOf("t").order.wagons().toString());
    world.trains.clear();
    world.tests.clear();
    world.yard.wagon("ana/spectrum").command = List.of("changed");
    int before = world.done.size();

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.storedOf("t").order.wagons().toString()).isEqualTo(wagons.getFirst());
    assertThat(world.done).hasSize(before);
  }

  @Test
  void testsWhatWasPinnedAndNotWhatWasCommittedSince() {
    WorldInMemory world = world(Story.PLAIN);
    world.round();
    world.work();
    world.round();
    Plan pin = world.plan(world.yard.snapshot());
    pin.actions().forEach(world::act);
    world.yard.wagon("ana/spectrum").command = List.of("changed");

    world.run();

    String order = world.storedOf("t").order.id();
    assertThat(world.stored("test-of-" + order).order.wagons())
        .isEqualTo(world.stored(order).order.wagons());
  }

  @Test
  void findsTheLastIncarnationWhenTheStatusBranchIsLost() {
    WorldInMemory world = world(Story.PLAIN);
    world.fate = task -> task.isOf("train.t") ? Fate.RUNS : Fate.DONE;
    world.run();
    SmallYard.Train declared = world.yard.train("t");
    world.yard.trains.clear();
    world.run();
    world.yard.trains.put("t", declared);
    world.fate = task -> Fate.DONE;
    world.run();
    TrainStatus before = world.train("t");
    int done = world.done.size();

    world.trains.clear();
    world.tests.clear();
    world.run();

    assertThat(world.train("t").incarnation()).isEqualTo(1);
    assertThat(world.train("t").outputs()).isEqualTo(before.outputs());
    assertThat(world.done).hasSize(done);
  }

  @Test
  void findsTheLastResultOfATestWhenTheStatusBranchIsLost() {
    SmallYard yard = new SmallYard();
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    WorldInMemory world = new WorldInMemory(yard);
    world.run();
    world.now = world.now.plus(Duration.ofDays(28));
    world.run();
    Map<Digest, ?> before = Map.copyOf(world.tests);
    int done = world.done.size();

    world.tests.clear();
    world.run();

    assertThat(world.done).hasSize(done);
    assertThat(world.tests.keySet()).isEqualTo(before.keySet());
    assertThat(world.test("ana/spectrum").generation()).isEqualTo(1);
    assertThat(world.test("ana/spectrum").phase().word()).isEqualTo("Passed");
  }

  @Test
  void composesAgainIfItsOrderWasNeverWritten() {
    WorldInMemory world = world(Story.PLAIN);
    world.round();
    world.work();
    world.round();
    world.remember(world.plan(world.yard.snapshot()));

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  private static boolean submits(Action action) {
    return switch (action) {
      case Action.SubmitJobs _, Action.SubmitMerge _ -> true;
      case Action.Pin _, Action.Cancel _, Action.Steer _ -> false;
    };
  }

  private static void assertSameEnd(WorldInMemory world, WorldInMemory calm) {
    TrainStatus train = world.train("t");
    assertThat(train.phase().word()).isEqualTo(calm.train("t").phase().word());
    assertThat(train.outputs()).isEqualTo(calm.train("t").outputs());
    assertThat(train.coverage()).isEqualTo(calm.train("t").coverage());
    assertThat(train.uncoupled()).isEqualTo(calm.train("t").uncoupled());
    assertThat(world.orders.keySet()).isEqualTo(calm.orders.keySet());
    calm.orders.forEach(
        (id, stored) -> assertThat(executions(world.stored(id))).isEqualTo(executions(stored)));
  }

  private static Map<Integer, Integer> executions(Stored stored) {
    return stored.executions;
  }
}
