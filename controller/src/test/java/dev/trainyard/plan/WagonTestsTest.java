package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.spec.DatasetSpec.Scopes;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.InputMode;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WagonTestsTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  WagonTestsTest() {
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
  }

  /// A change of the yard, and its name.
  record Change(String name, Consumer<SmallYard> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Change> changesThatKeepTheResult() {
    return List.of(
        new Change(
            "another name",
            yard -> {
              yard.wagons.clear();
              yard.wagon("ana/renamed").enabled("events", Mode.ALWAYS);
            }),
        new Change(
            "an equal wagon of somebody else",
            yard -> yard.wagon("ana/twin").enabled("events", Mode.ALWAYS)),
        new Change("an unrelated commit", yard -> yard.train("other", "ana/none")),
        new Change("a label", yard -> yard.wagon("ana/spectrum").labels = Map.of("a", "b")),
        new Change(
            "the same software under a new tag",
            yard -> yard.packages.put("tools", List.of(SmallYard.version("tools", "v3", 2)))));
  }

  @ParameterizedTest
  @MethodSource("changesThatKeepTheResult")
  void findsAResultAgainAfter(Change change) {
    world.run();
    int before = world.done.size();

    change.change.accept(yard);
    world.run();

    assertThat(world.done).hasSize(before);
    assertThat(world.tests).hasSize(1);
  }

  static List<Change> changesThatDecideTheResult() {
    return List.of(
        new Change("command", yard -> yard.wagon("ana/spectrum").command = List.of("x")),
        new Change(
            "input", yard -> yard.wagon("ana/spectrum").input = new Input(InputMode.STREAM, 0)),
        new Change("config", yard -> yard.wagon("ana/spectrum").config = Map.of("cut", 1)),
        new Change(
            "dependency",
            yard -> {
              yard.wagon("ana/skim");
              yard.wagon("ana/spectrum").dependsOn = List.of("skim");
            }),
        new Change(
            "package",
            yard -> yard.packages.put("tools", List.of(SmallYard.version("tools", "v3", 3)))),
        new Change("sample", yard -> yard.events().scopes = new Scopes(2, null)),
        new Change("metadata", yard -> yard.events().meta.put("energy", 13)));
  }

  @ParameterizedTest
  @MethodSource("changesThatDecideTheResult")
  void testsAgainAfterAChangeOf(Change change) {
    world.run();
    int before = world.done.size();

    change.change.accept(yard);
    world.run();

    assertThat(world.done).hasSize(before + 1);
  }

  @Test
  void testsAWagonAgainWhenItsDependencyChanges() {
    yard.wagon("ana/skim");
    yard.wagon("ana/spectrum").dependsOn = List.of("skim");
    world.run();
    int before = world.done.size();

    yard.wagon("ana/skim").config = Map.of("cut", 1);
    world.run();

    assertThat(world.done).hasSize(before + 1);
  }

  @Test
  void tellsApartWagonsThatReadDifferentDependenciesOfOneSet() {
    yard.wagon("ana/a");
    yard.wagon("ana/b").dependsOn = List.of("a");
    yard.wagon("ana/b").command = List.of("b");
    yard.wagon("ana/one").dependsOn = List.of("b");
    yard.wagon("ana/two").dependsOn = List.of("a", "b");
    yard.wagon("ana/one").enabled("events", Mode.ALWAYS);
    yard.wagon("ana/two").enabled("events", Mode.ALWAYS);

    world.run();

    assertThat(world.tests).hasSize(3);
  }

  @Test
  void submitsOneTestForEqualWagons() {
    yard.wagon("ana/twin").enabled("events", Mode.ALWAYS);

    world.round();

    assertThat(world.done).hasSize(1);
  }

  @Test
  void letsAResultExpireAndTestsAgain() {
    world.run();
    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Passed());

    world.now = world.now.plus(Duration.ofDays(28));
    world.round();

    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Expired());

    world.run();

    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Passed());
    assertThat(world.test("ana/spectrum").generation()).isEqualTo(1);
    assertThat(world.done).hasSize(2);
  }

  @Test
  void isDueWhenTheFirstResultExpires() {
    world.run();

    assertThat(world.round().nextDue())
        .contains(world.test("ana/spectrum").since().plus(Duration.ofDays(28)));
  }

  @Test
  void doesNotRepeatAFailureOfTheWagonItself() {
    world.fate = task -> Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum");

    world.run();

    assertThat(world.done).hasSize(1);
    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Failed("ExitCode"));
    assertThat(world.test("ana/spectrum").message()).contains("mend it and commit");
    assertThat(world.test("ana/spectrum").logLines()).containsExactly("error: bad thing");
  }

  @Test
  void triesALostTestThriceAndAgainAnHourLater() {
    world.fate = task -> Fate.VANISHES;
    world.run();
    int first = world.done.size();
    world.fate = task -> Fate.DONE;

    world.now = world.now.plus(Duration.ofHours(1));
    world.run();

    assertThat(first).isEqualTo(3);
    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Passed());
  }

  @Test
  void cancelsATestThatNobodyWantsAndRunsItAgainWhenSomebodyDoes() {
    world.fate = task -> Fate.RUNS;
    world.run();
    yard.wagon("ana/spectrum").enabledOn = List.of();

    world.run();

    assertThat(world.done.getLast()).isInstanceOf(Action.Cancel.class);
    assertThat(world.test("ana/spectrum").phase())
        .isEqualTo(new WagonTestPhase.Failed("Cancelled"));

    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Passed());
    assertThat(world.test("ana/spectrum").generation()).isEqualTo(1);
  }

  @Test
  void doesNotCancelATestBecauseTheDatasetCouldNotBeListedNow() {
    world.fate = task -> Fate.RUNS;
    world.run();
    yard.listings.put("events", new DatasetListing.Unknown("the catalogue does not answer"));

    world.run();

    assertThat(world.done).hasSize(1);
    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Running());
  }

  @Test
  void tellsWhatTheEngineSaysUntilItSaysNoMore() {
    world.fate = task -> new Fate(new TaskState.Unknown("no such account"), ExitCause.LOST, "");
    world.run();

    assertThat(world.test("ana/spectrum").message())
        .isEqualTo("engine local says of jobs: no such account");

    world.fate = task -> Fate.RUNS;
    world.run();

    assertThat(world.test("ana/spectrum").message()).isEmpty();
  }

  @Test
  void submitsNothingToAnEngineThatDoesNotAnswer() {
    world.unreachable.put("local", "timeout");

    var plan = world.round();

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waits()).anyMatch(wait -> wait.reason().equals("EngineUnreachable"));
  }

  @Test
  void callsNoTestLostWhoseEngineDoesNotAnswer() {
    world.fate = task -> Fate.RUNS;
    world.run();
    world.unreachable.put("local", "timeout");

    world.round();

    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Running());
    assertThat(world.done).hasSize(1);
  }

  @Test
  void showsWhatItWouldTakeOverTheWholeDataset() {
    world.run();

    assertThat(world.test("ana/spectrum").expected()).isNotNull();
    assertThat(world.test("ana/spectrum").usage()).hasSize(1);
  }

  @Test
  void reachesEveryPhase() {
    Set<String> seen = new TreeSet<>();

    world.fate = task -> Fate.RUNS;
    seen.add(new WagonTestPhase.Waiting().word());
    world.run();
    seen.add(world.test("ana/spectrum").phase().word());
    world.fate = task -> Fate.DONE;
    world.run();
    seen.add(world.test("ana/spectrum").phase().word());
    world.now = world.now.plus(Duration.ofDays(28));
    world.round();
    seen.add(world.test("ana/spectrum").phase().word());
    world.fate = task -> Fate.fails(ExitCause.SIGNAL, "ana/spectrum");
    world.run();
    seen.add(world.test("ana/spectrum").phase().word());
    seen.add(warned());

    assertThat(seen).containsExactlyInAnyOrderElementsOf(PhaseWalk.words(WagonTestPhase.class));
  }

  private String warned() {
    SmallYard large = new SmallYard();
    large.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    WorldInMemory other = new WorldInMemory(large);
    other.memory = 1L << 40;
    other.run();
    return other.test("ana/spectrum").phase().word();
  }

  @Test
  void hasAKeyThatDoesNotDependOnTheOrderOfMaps() {
    world.run();
    Set<Digest> keys = Set.copyOf(world.tests.keySet());
    WorldInMemory again = new WorldInMemory(yard);

    again.run();

    assertThat(again.tests.keySet()).isEqualTo(keys);
  }
}
