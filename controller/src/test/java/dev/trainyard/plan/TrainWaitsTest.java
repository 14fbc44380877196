package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec.Scopes;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.DatasetSpec.Subset;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainWaitsTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  @Test
  void waitsForItsDatasetToBeListed() {
    yard.train("t", "ana/spectrum");
    yard.listings.clear();

    Plan plan = world.round();

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waits()).anyMatch(w -> w.reason().equals("ListingDataset"));
    assertThat(world.train("t").phase()).isEqualTo(new TrainPhase.Pending());
  }

  @Test
  void neverRunsOverNoFiles() {
    yard.train("t", "ana/spectrum");
    yard.list("events", List.of());

    world.run();

    assertBlocked("NoFiles", "events");
    assertThat(world.done).isEmpty();
  }

  @Test
  void sendsOnWhatTheListerSaid() {
    yard.train("t", "ana/spectrum");
    yard.listings.put("events", new DatasetListing.Failed("CatalogueUnreadable", "mend it"));

    world.run();

    assertBlocked("CatalogueUnreadable", "mend it");
  }

  @Test
  void isHeldWhileSuspendedAndTestsNothing() {
    yard.train("t", "ana/spectrum").suspend = true;

    world.run();

    assertThat(world.train("t").phase()).isEqualTo(new TrainPhase.Held("suspend"));
    assertThat(world.done).isEmpty();
  }

  @Test
  void submitsNothingMoreOnceSuspended() {
    yard.train("t", "ana/spectrum");
    world.phases("t", 3);
    int before = world.done.size();

    yard.train("t").suspend = true;
    world.run();
    boolean held = world.done.size() == before;
    String phase = world.train("t").phase().word();
    yard.train("t").suspend = false;
    world.run();

    assertThat(held).isTrue();
    assertThat(phase).isEqualTo("Testing");
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void mergesNothingWhileSuspended() {
    yard.train("t", "ana/spectrum");
    world.phases("t", 4);

    yard.train("t").suspend = true;
    world.run();
    boolean merged = world.done.toString().contains("SubmitMerge");
    yard.train("t").suspend = false;
    world.run();

    assertThat(merged).isFalse();
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void refusesAnEngineThatThereIsNot() {
    yard.train("t", "ana/spectrum").engine = "cloud";

    world.run();

    assertBlocked("UnknownEngine", "use one of: batch, local");
  }

  @Test
  void refusesADeprecatedDataset() {
    yard.train("t", "ana/spectrum");
    yard.events().state = State.DEPRECATED;

    world.run();

    assertBlocked("DatasetDeprecated", "events");
    assertThat(world.done).isEmpty();
  }

  @Test
  void namesTheNamedWagonWhoseTestFailed() {
    yard.wagon("ana/bad").command = List.of("bad");
    yard.train("t", "ana/spectrum", "ana/bad");
    failTestsOf("ana/bad");

    world.run();

    assertBlocked("WagonNotReady", "ana/bad");
    assertThat(world.of("train.t")).isEmpty();
  }

  @Test
  void leavesOutTheEnabledWagonWhoseTestFailed() {
    yard.wagon("ana/bad").command = List.of("bad");
    yard.wagon("ana/bad").enabled("events", Mode.ALWAYS);
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    yard.train("t").enabled = Map.of();
    failTestsOf("ana/bad");

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.storedOf("t").order.wagons())
        .extracting(run -> run.name().toString())
        .containsExactly("ana/spectrum");
  }

  @Test
  void takesOnlyEnabledWagonsWithItsLabels() {
    yard.wagon("ana/other").enabled("events", Mode.ALWAYS);
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    yard.wagon("ana/spectrum").labels = Map.of("group", "dimuon");
    yard.train("t").enabled = Map.of("group", "dimuon");

    world.run();

    assertThat(world.storedOf("t").order.wagons())
        .extracting(run -> run.name().toString())
        .containsExactly("ana/spectrum");
  }

  @Test
  void saysThatNoWagonIsEnabled() {
    yard.train("t").enabled = Map.of();

    world.run();

    assertBlocked("NoWagon", "enable one");
  }

  @Test
  void refusesATagThatThereIsNotAndNamesThoseThereAre() {
    yard.wagon("ana/spectrum").tag = "v7";
    yard.train("t", "ana/spectrum");

    world.run();

    assertBlocked("WagonNotReady", "it has v2, v1");
  }

  @Test
  void refusesTwoTagsOfOnePackage() {
    yard.wagon("ana/old").tag = "v1";
    yard.train("t", "ana/spectrum", "ana/old");

    world.run();

    assertBlocked("PackageConflict", "pin one under spec.tags");
  }

  @Test
  void runsWithTheTagThatItPins() {
    yard.train("t", "ana/spectrum").tags = Map.of("tools", "v1");

    world.run();

    assertThat(world.storedOf("t").order.packages()).extracting(p -> p.tag()).containsExactly("v1");
  }

  @Test
  void refusesAScopeThatTheDatasetDoesNotHave() {
    yard.train("t", "ana/spectrum").scope = Scope.SHORT;

    world.run();

    assertBlocked("NoShortScope", "scopes.short");
  }

  @Test
  void runsOverTheShortScopeOnly() {
    yard.train("t", "ana/spectrum").scope = Scope.SHORT;
    yard.events().scopes = new Scopes(1, 2);

    world.run();

    assertThat(world.storedOf("t").order.files()).isEqualTo(2);
  }

  @Test
  void refusesASubsetWithoutFiles() {
    yard.events().subsets = List.of(new Subset("none", 1e-12));
    yard.train("t", "ana/spectrum").subset = "none";

    world.run();

    assertBlocked("NoFiles", "subset none");
  }

  @Test
  void showsTheProblemOfABrokenSpec() {
    yard.train("t", "ana/spectrum");
    yard.breakTrain("t");

    world.run();

    assertBlocked("InvalidSpec", "it is wrong; mend it");
    assertThat(world.done).isEmpty();
  }

  @Test
  void refusesAWagonThatThereIsNot() {
    yard.train("t", "ana/none");

    world.run();

    assertBlocked("WagonNotReady", "there is no wagon ana/none");
  }

  @Test
  void ridesOncePerContentAndFiles() {
    yard.wagon("ana/spectrum").enabled("events", Mode.ONCE);
    yard.train("first").enabled = Map.of();
    world.run();
    yard.train("t").enabled = Map.of();

    world.run();

    assertBlocked("NothingNew", "rides once");

    yard.wagon("ana/spectrum").config = Map.of("cut", 2);
    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void ridesOnceOverEachSubset() {
    yard.dataset("events", 40).subsets =
        List.of(new Subset("training", 0.5), new Subset("evaluation", 0.5));
    yard.wagon("ana/spectrum").enabled("events", Mode.ONCE);
    yard.train("first").enabled = Map.of();
    yard.train("first").subset = "training";
    world.run();
    yard.train("t").enabled = Map.of();
    yard.train("t").subset = "evaluation";

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void keepsMessagesShortWhateverTheNumberOfWagons() {
    for (int i = 0; i < 50; i++) {
      String wagon = "ana/w" + i;
      yard.wagon(wagon).enabled("events", Mode.ALWAYS);
      yard.wagon(wagon).command = List.of("run", wagon);
    }
    yard.train("t").enabled = Map.of();

    world.round();

    assertThat(world.train("t").conditions().toString())
        .contains("and 45 more")
        .hasSizeLessThan(900);
  }

  private void failTestsOf(String wagon) {
    String name = wagon;
    world.fate =
        task ->
            task.isOf("test.") && world.stored(task.order()).order.subject().equals(name)
                ? Fate.fails(ExitCause.EXIT_CODE, name)
                : Fate.DONE;
  }

  private void assertBlocked(String reason, String inMessage) {
    assertThat(world.train("t").phase()).isEqualTo(new TrainPhase.Blocked(reason));
    assertThat(world.train("t").conditions().toString()).contains(inMessage);
  }
}
