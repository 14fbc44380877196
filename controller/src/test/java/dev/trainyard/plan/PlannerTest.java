package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec.Split;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  @Test
  void plansNothingForAnEmptyWorld() {
    yard.wagons.clear();

    Plan plan = world.planner.plan(yard.snapshot(), Observed.NOTHING, world.now);

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.trains()).isEmpty();
    assertThat(plan.nextDue()).isEmpty();
  }

  @Test
  void plansTheSameWhateverTheOrderOfMaps() {
    populate();

    for (int round = 0; round < 8; round++) {
      Snapshot snapshot = yard.snapshot();
      Observed observed = world.observed(snapshot);
      Plan plan = world.planner.plan(snapshot, observed, world.now);
      Plan again = world.planner.plan(shuffled(snapshot, round), shuffled(observed), world.now);

      assertThat(again).isEqualTo(plan);
      plan.actions().forEach(world::act);
      world.remember(plan);
      world.work();
    }
  }

  private void populate() {
    for (int i = 0; i < 12; i++) {
      yard.wagon("ana/w" + i).command = List.of("run", "w" + i);
      yard.wagon("ana/w" + i).enabled("events", Mode.ALWAYS);
      yard.train("named" + i, "ana/w" + i);
      yard.train("all" + i).enabled = Map.of();
    }
    yard.wagon("ana/w3").dependsOn = List.of("w1", "w2");
    world.fate =
        task ->
            task.isOf("train.named3") && task.index() % 3 == 0
                ? Fate.fails(ExitCause.EXIT_CODE, "ana/w3")
                : Fate.DONE;
  }

  @Test
  void composesAChainOfManyThousandWagons() {
    SmallYard yard = new SmallYard();
    for (int i = 1; i < 5000; i++) {
      int number = i;
      yard.wagon(
          "ana/w" + i, w -> w.dependsOn = number == 1 ? List.of() : List.of("w" + (number - 1)));
    }
    Composer.Outcome chain =
        new Composer(yard.snapshot(), Images.UNUSED)
            .compose(List.of(WagonRef.parse("ana/w4999")), Map.of());

    assertThat(chain)
        .isInstanceOfSatisfying(
            Composer.Outcome.Composed.class,
            composed ->
                assertThat(composed.wagons())
                    .hasSize(4999)
                    .startsWith(WagonRef.parse("ana/w1"), WagonRef.parse("ana/w2")));
  }

  private static Snapshot shuffled(Snapshot s, int seed) {
    return new Snapshot(
        s.commit(),
        s.yard(),
        shuffled(s.packages(), seed),
        s.runLists(),
        shuffled(s.datasets(), seed),
        s.analyses(),
        shuffled(s.wagons(), seed),
        shuffled(s.trains(), seed),
        shuffled(s.packageVersions(), seed),
        s.unreadableTrains(),
        s.problems());
  }

  private static Observed shuffled(Observed o) {
    return new Observed(
        shuffled(o.trains(), 1),
        shuffled(o.tests(), 2),
        shuffled(o.datasets(), 3),
        shuffled(o.engines(), 4),
        shuffled(o.orders(), 5));
  }

  private static <K, V> Map<K, V> shuffled(Map<K, V> map, int seed) {
    List<Map.Entry<K, V>> entries = new ArrayList<>(map.entrySet());
    Collections.shuffle(entries, new Random(seed));
    Map<K, V> result = new LinkedHashMap<>();
    entries.forEach(e -> result.put(e.getKey(), e.getValue()));
    return result;
  }

  @Test
  void plansATrainOfTenThousandJobs() {
    yard.dataset("events", 10_000).split = new Split(1, null);
    yard.train("t", "ana/spectrum");
    world.fate =
        task ->
            task.isOf("train.t")
                    && !task.submission().merge
                    && task.index() % 100 == 0
                    && task.submission().allowance < 2
                ? Fate.fails(ExitCause.OVER_MEMORY, "ana/spectrum")
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.train("t").jobs().done()).isEqualTo(10_000);
  }

  @Test
  void keepsTheStatusSmallHoweverManyJobsFail() {
    yard.dataset("events", 500);
    yard.train("t", "ana/spectrum").completion = 0.1;
    world.logLine = task -> "event " + task.index() + " is odd";
    world.fate =
        task ->
            task.isOf("train.t") && task.index() > 100
                ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum")
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").failures()).hasSizeLessThanOrEqualTo(20);
    assertThat(world.train("t").failures())
        .extracting(FailureGroup::jobs)
        .allSatisfy(jobs -> assertThat(jobs).hasSizeLessThanOrEqualTo(10));
  }

  @Test
  void namesSubmissionsThatEveryEngineAccepts() {
    String name = "a-very-long-name-of-a-train-as-long-as-a-label-may-be-which-is63";
    yard.train(name, "ana/spectrum");

    world.run();

    assertThat(world.names()).allSatisfy(n -> assertThat(n).hasSizeLessThanOrEqualTo(63));
    assertThat(world.train(name).phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void looksForTheOrdersThatAControllerMayHavePinned() {
    yard.train("t", "ana/spectrum");
    world.run();
    Observed robbed = new Observed(Map.of(), Map.of(), yard.listings, Map.of(), Map.of());

    var orders = world.planner.orders(yard.snapshot(), robbed, world.now);

    assertThat(orders).contains(world.storedOf("t").order.id(), world.test("ana/spectrum").order());
  }
}
