package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.spec.DatasetSpec.DerivedFrom;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Effect;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.OpenPulls.Pull;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What merging a pull request would do, as it is foretold.
class ForecastTest {
  private final ProposedChange change = new ProposedChange();
  private final SmallYard yard = change.yard;
  private final SmallYard changed = change.changed;
  private final WorldInMemory world = change.world;

  @Test
  void foretellsTheTrainThatWouldStart() {
    changed.train("next", "ana/spectrum");
    change.open();

    world.run();

    MergePreview preview = change.preview();
    assertThat(effects()).containsExactly(Effect.STARTS);
    assertThat(preview.total().files()).isEqualTo(4);
    assertThat(preview.total().jobs()).isEqualTo(4);
    assertThat(preview.total().isWhole()).isTrue();
    assertThat(world.trains).doesNotContainKey("next");
  }

  @Test
  void namesAPackageOfWhichOnlyTheSoftwareIsAnother() {
    changed.wagon("ana/spectrum").config = Map.of();
    changed.packages.put("tools", List.of(SmallYard.version("tools", "v3", 3)));
    change.open();

    world.run();

    assertThat(change.preview().changes())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.object()).isEqualTo("package tools");
              assertThat(it.fields().getFirst().field()).isEqualTo("software");
              assertThat(it.fields().getFirst().after()).startsWith("v3 (tree ");
            });
  }

  @Test
  void foretellsThatATrainWaitsForATestThatFailedHere() {
    changed.train("next", "ana/spectrum");
    world.fate =
        task -> task.isOf("pull.") ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.DONE;
    change.open();

    world.run();

    assertThat(change.said().tested().reason()).isEqualTo("TestFailed");
    assertThat(effects()).containsExactly(Effect.BLOCKED);
    assertThat(change.preview().trains().getFirst().reason())
        .contains("wagon ana/spectrum: its test failed");
  }

  @Test
  void foretellsAnewOnceTheTestOfAnotherWagonHasFailed() {
    yard.train("next", "ana/spectrum", "ana/other");
    changed.train("next", "ana/spectrum", "ana/other");
    fail("ana/spectrum");
    change.open();
    world.run();
    assertThat(effects()).containsExactly(Effect.STARTS);

    fail("ana/other");
    world.round();

    assertThat(effects()).containsExactly(Effect.BLOCKED);
  }

  /// From now on main says that the test of this wagon failed.
  private void fail(String wagon) {
    WagonTestStatus test = world.test(wagon);
    world.tests.put(test.key(), test.enter(new WagonTestPhase.Failed("ExitCode"), world.now));
  }

  @Test
  void saysThatATestIsBeingMade() {
    world.fate = _ -> Fate.RUNS;
    change.open();
    world.round();
    world.work();

    world.round();

    assertThat(change.preview().tests())
        .extracting(TestForecast::outcome)
        .containsExactly(Outcome.RUNNING);
  }

  @Test
  void callsNoResultReusedThatIsTooOld() {
    Pull first = change.open();
    world.run();
    change.said().tests().forEach(test -> world.tests.put(test.key(), test));
    first.close();
    Pull strangers = world.pulls.open("8").brings(yard, changed);
    strangers.origin = Origin.ANYWHERE;
    world.run();
    assertThat(outcomes("8")).containsExactly(Outcome.REUSED);

    world.now = world.now.plus(Duration.ofDays(400));
    world.run();

    assertThat(outcomes("8")).containsExactly(Outcome.HELD);
  }

  private List<Outcome> outcomes(String pull) {
    return requireNonNull(world.pulls.said(pull).preview()).tests().stream()
        .map(TestForecast::outcome)
        .toList();
  }

  private List<Effect> effects() {
    return change.preview().trains().stream().map(TrainForecast::effect).toList();
  }

  @Test
  void foretellsWhatATrainWouldLack() {
    yard.train("all", "ana/spectrum");
    changed.train("all", "ana/spectrum");
    world.run();
    assertThat(world.train("all").phase().word()).isEqualTo("Succeeded");
    changed.dataset("events", 6).meta = Map.of("pass", 2);
    change.open();

    world.run();

    assertThat(change.preview().trains())
        .filteredOn(train -> train.effect() == Effect.INCOMPLETE)
        .hasSize(1)
        .allSatisfy(train -> assertThat(train.reason()).contains("lacks 2 files of 1 run"))
        .allSatisfy(train -> assertThat(train.cost().files()).isEqualTo(2));
  }

  @Test
  void foretellsWhatARunningTrainWouldLack() {
    world.fate = task -> task.isOf("train.") ? Fate.RUNS : Fate.DONE;
    leave("all");
    changed.train("all", "ana/spectrum");
    changed.dataset("events", 6).meta = Map.of("pass", 2);
    change.open();

    world.round();

    assertThat(effects()).containsExactly(Effect.INCOMPLETE);
    assertThat(change.preview().trains().getFirst().reason()).contains("lacks 2 files");
  }

  @Test
  void foretellsWhatATrainWouldLackWhoseDescriptionIsChangedToo() {
    yard.train("all", "ana/spectrum");
    changed.train("all", "ana/spectrum").description = "everything";
    world.run();
    changed.dataset("events", 6).meta = Map.of("pass", 2);
    change.open();

    world.run();

    assertThat(effects()).containsExactly(Effect.INCOMPLETE);
  }

  @Test
  void foretellsThatATrainLeavesWithoutAWagonThatIsTakenOff() {
    for (SmallYard each : List.of(yard, changed)) {
      each.train("all").enabled = Map.of();
    }
    world.fate = task -> task.isOf("test.") ? Fate.RUNS : Fate.DONE;
    yard.wagon("ana/spectrum").config = Map.of("slow", true);
    world.round();
    world.work();
    changed.wagon("ana/spectrum").enabledOn = List.of();
    change.open();

    world.round();

    assertThat(world.train("all").phase().word()).isEqualTo("Pending");
    assertThat(effects()).containsExactly(Effect.STARTS);
    assertThat(change.preview().trains().getFirst().wagons())
        .extracting(passenger -> passenger.wagon().toString())
        .containsExactly("ana/other");
  }

  @Test
  void notesWhatWaitsForATrainThatWouldStart() {
    for (SmallYard each : List.of(yard, changed)) {
      each.dataset("skimmed", 0).derivedFrom = new DerivedFrom("next", "ana/spectrum", "out.csv");
      each.listings.put("skimmed", new DatasetListing.Unknown("its train has not arrived"));
      each.train("later", "ana/other").dataset = "skimmed";
    }
    changed.train("next", "ana/spectrum");
    change.open();

    world.run();

    assertThat(effects()).containsExactly(Effect.STARTS);
    assertThat(change.preview().notes())
        .containsExactly(
            "dataset skimmed derives from train next, which would start: train later waits for it");
  }

  @Test
  void foretellsThatATrainIsCancelled() {
    world.fate = task -> task.isOf("train.") ? Fate.RUNS : Fate.DONE;
    leave("all");
    change.open();

    world.round();

    assertThat(effects()).containsExactly(Effect.CANCELLED);
  }

  /// Main has a train, and it is under way.
  private void leave(String train) {
    yard.train(train, "ana/spectrum");
    for (int i = 0; i < 10; i++) {
      world.round();
      world.work();
    }
  }
}
