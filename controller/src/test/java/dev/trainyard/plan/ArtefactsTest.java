package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.spec.DatasetSpec.Split;
import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.model.work.WorkOrder.Purpose;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArtefactsTest {
  private static final String OTHER = Digest.ofParts("other").hex();

  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  @BeforeEach
  void declareATrainThatNeedsWhatAnotherMakes() {
    yard.train("models", "ana/spectrum");
    yard.wagon("ana/energies").artefacts = List.of("model");
    yard.train("apply", "ana/energies").artefacts = Map.of("model", from("models", null));
  }

  private static ArtefactFrom from(String train, @Nullable String sha256) {
    return new ArtefactFrom(train, "ana/spectrum", "out.csv", sha256);
  }

  private Composition composed(String train) {
    return requireNonNull(world.train(train).composition());
  }

  @Test
  void aTrainRunsWithWhatAnotherHasMade() {
    world.run();

    assertThat(world.train("apply").phase()).isInstanceOf(TrainPhase.Succeeded.class);
    assertThat(composed("apply").artefacts())
        .containsExactly(
            new Artefact(
                "model",
                "models",
                world.train("models").outputs().getFirst().path(),
                10,
                WorldInMemory.SUM));
    assertThat(ordersWith("model")).hasSize(3);
  }

  /// The purposes of the orders whose wagons get this artefact.
  private List<Purpose> ordersWith(String artefact) {
    return world.orders.values().stream()
        .map(stored -> stored.order)
        .filter(order -> order.artefacts().stream().anyMatch(a -> a.name().equals(artefact)))
        .map(WorkOrder::purpose)
        .toList();
  }

  @Test
  void waitsUntilTheOtherIsOver() {
    world.fate = task -> task.isOf("train.models") ? Fate.RUNS : Fate.DONE;

    world.run();

    assertThat(world.train("apply").phase()).isEqualTo(new TrainPhase.Pending());
    assertThat(message("apply"))
        .contains("artefact model is made by train models, which has not succeeded yet (Running)");
  }

  @Test
  void aFailedMakerBlocks() {
    world.fate =
        task ->
            task.isOf("train.models") ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.DONE;

    world.run();

    assertBlocked("WaitsForTrain", "train models, which has not succeeded yet (Failed)");
  }

  @Test
  void anOutputThatIsNotThereBlocks() {
    yard.train("apply").artefacts =
        Map.of("model", new ArtefactFrom("models", "ana/spectrum", "model.json", null));

    world.run();

    assertBlocked("NoSuchArtefact", "train models has made no merged model.json of ana/spectrum");
  }

  @Test
  void anotherContentThanThePinnedOneBlocks() {
    yard.train("apply").artefacts = Map.of("model", from("models", OTHER));

    world.run();

    assertBlocked(
        "OtherArtefact",
        "must have the SHA-256 %s, and what train models has made has %s"
            .formatted(OTHER, WorldInMemory.SUM));
  }

  @Test
  void aWagonWithoutItsArtefactBlocks() {
    yard.train("apply").artefacts = Map.of();

    world.run();

    assertBlocked("WagonNotReady", "wagon ana/energies needs the artefact model");
    assertThat(ordersWith("model")).isEmpty();
  }

  @Test
  void aTrainThatIsOverKeepsWhatItHad() {
    world.run();
    Composition before = composed("apply");

    world.merged = OTHER;
    yard.train("models").rerun = 1;
    world.run();

    assertThat(world.train("models").outputs().getFirst().sha256()).isEqualTo(OTHER);
    assertThat(composed("apply")).isEqualTo(before);
  }

  @Test
  void aRerunTakesTheNewOneAndTestsItsWagonsWithIt() {
    world.run();
    int tests = world.tests.size();

    world.merged = OTHER;
    yard.train("models").rerun = 1;
    world.run();
    yard.train("apply").rerun = 1;
    world.run();

    assertThat(composed("apply").artefacts().getFirst().sha256()).isEqualTo(OTHER);
    assertThat(world.tests).hasSize(tests + 1);
  }

  @Test
  void equalContentNeedsNoFurtherTest() {
    world.run();
    int tests = world.tests.size();

    yard.train("models").rerun = 1;
    world.run();
    yard.train("apply").rerun = 1;
    world.run();

    assertThat(world.tests).hasSize(tests);
  }

  @Test
  void aBuildRunsOnceOverWhatOthersMadeWithoutATest() {
    declareBuild();

    world.run();

    assertThat(world.train("build").phase()).isInstanceOf(TrainPhase.Succeeded.class);
    WorkOrder order = world.storedOf("build").order;
    assertThat(order.jobs()).hasSize(1);
    assertThat(order.jobs().getFirst().inputs()).hasSize(2);
    assertThat(order.isBuild()).isTrue();
    assertThat(order.artefacts()).extracting(Artefact::name).containsExactly("gamma", "proton");
    assertThat(world.tests.values()).noneMatch(test -> test.dataset().equals("samples"));
    assertThat(world.orders.keySet()).noneMatch(id -> id.startsWith("test.train.build"));
    assertThat(world.done)
        .filteredOn(Action.SubmitJobs.class::isInstance)
        .extracting(action -> ((Action.SubmitJobs) action).order().subject())
        .filteredOn("build"::equals)
        .hasSize(1);
  }

  @Test
  void aBuildWaitsForAllThatItIsMadeOf() {
    declareBuild();
    yard.listings.put("samples", new DatasetListing.Unknown("train models is not over"));

    world.run();

    assertThat(world.train("build").phase()).isEqualTo(new TrainPhase.Pending());
  }

  @Test
  void listingsOfEqualBytesAreEqualWhereverTheyLie() {
    Digest here = InputListing.digest(List.of(input("gamma", "file:///store/a/out.csv")));
    Digest there = InputListing.digest(List.of(input("gamma", "file:///store/b/out.csv")));

    assertThat(here).isEqualTo(there);
  }

  private static InputFile input(String name, String location) {
    return InputFile.of(new Artefact(name, "models", "x/out.csv", 10, WorldInMemory.SUM), location);
  }

  private void declareBuild() {
    SmallYard.Dataset samples = yard.dataset("samples", 0);
    samples.made = Map.of("gamma", from("models", null), "proton", from("models", null));
    samples.split = new Split(1, null);
    yard.list(
        "samples",
        List.of(input("gamma", "file:///a/out.csv"), input("proton", "file:///a/out.csv")));
    yard.wagon("ana/train").artefacts = List.of("gamma", "proton");
    yard.train("build", "ana/train").dataset = "samples";
  }

  private void assertBlocked(String reason, String words) {
    assertThat(world.train("apply").phase()).isEqualTo(new TrainPhase.Blocked(reason));
    assertThat(message("apply")).contains(words);
  }

  private String message(String train) {
    return world.train(train).conditions().stream()
        .filter(condition -> condition.type().equals(TrainConditions.READY))
        .map(Condition::message)
        .findFirst()
        .orElse("");
  }
}
