package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Packages that bring a container image.
class ImagesTest {
  private static final String ONE = "lab.org/tools:v2";
  private static final String FIRST = "sha256:" + "1".repeat(64);
  private static final String SECOND = "sha256:" + "2".repeat(64);
  private static final String PINNED = "lab.org/tools@" + FIRST;

  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = WorldInMemory.withContainers(yard);

  private void inImage() {
    yard.images.put("tools", "lab.org/tools:{tag}");
    yard.train("t", "ana/spectrum");
  }

  private void secondPackage(String image) {
    yard.packages.put("maps", List.of(SmallYard.version("maps", "v7", 7)));
    yard.wagon("ana/map").software = "maps";
    if (!image.isEmpty()) {
      yard.images.put("maps", image);
    }
    yard.train("t", "ana/spectrum", "ana/map");
  }

  @Test
  void runsTestsTrainsAndMergesInWhatItsNameStoodFor() {
    inImage();
    world.images.put(ONE, new ImageLookup.Found(FIRST));

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.orders.values())
        .hasSize(3)
        .allSatisfy(stored -> assertThat(stored.order.image()).contains(PINNED));
    assertThat(world.done)
        .filteredOn(Action.SubmitMerge.class::isInstance)
        .allSatisfy(merge -> assertThat(((Action.SubmitMerge) merge).image()).isEqualTo(PINNED));
    assertThat(image(world.train("t"))).isEqualTo(new PackageImage(ONE, FIRST));
    assertThat(image(world.test("ana/spectrum"))).isEqualTo(new PackageImage(ONE, FIRST));
    assertThat(condition("t").status()).isEqualTo(Truth.TRUE);
    assertThat(condition("t").message()).contains(PINNED);
  }

  @Test
  void waitsAndSubmitsNothingBeforeItsRegistryHasAnswered() {
    inImage();

    Plan plan = world.round();

    assertThat(plan.actions()).isEmpty();
    assertThat(world.train("t").phase()).isEqualTo(new TrainPhase.Pending());
    assertThat(plan.waits())
        .anySatisfy(
            wait -> {
              assertThat(wait.subject()).isEqualTo("train t");
              assertThat(wait.reason()).isEqualTo("ResolvingImage");
              assertThat(wait.message()).contains(ONE, "tools", "its registry is being asked");
            });
  }

  @Test
  void isBlockedWithWhatToDoWhereAnImageCannotBeHad() {
    inImage();
    world.images.put(ONE, new ImageLookup.Failed("ImageNotFound", "nobody has it; push it"));

    world.run();
    TrainPhase blocked = world.train("t").phase();
    world.images.put(ONE, new ImageLookup.Found(FIRST));
    world.run();

    assertThat(blocked).isInstanceOf(TrainPhase.Blocked.class);
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void aMovedTagChangesNothingThatWasStartedAndIsSeenByTheNext() {
    inImage();
    world.images.put(ONE, new ImageLookup.Found(FIRST));
    world.fate = task -> task.isOf("train.t") ? Fate.RUNS : Fate.DONE;
    world.run();

    world.images.put(ONE, new ImageLookup.Found(SECOND));
    yard.train("next", "ana/spectrum");
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(image(world.train("t"))).isEqualTo(new PackageImage(ONE, FIRST));
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(image(world.train("next"))).isEqualTo(new PackageImage(ONE, SECOND));
    assertThat(world.tests).as("equal trees in two images are two softwares").hasSize(2);
  }

  @Test
  void usesTheDigestThatWasPinnedWhoeverMovedTheTagBeforeTheSubmission() {
    inImage();
    world.images.put(ONE, new ImageLookup.Found(FIRST));
    while (world.done.stream().noneMatch(Action.Pin.class::isInstance)) {
      Plan lost = world.plan(yard.snapshot());
      boolean pins = lost.actions().stream().anyMatch(Action.Pin.class::isInstance);
      lost.actions().forEach(world::act);
      if (!pins) { // else the controller is killed before it says so
        world.remember(lost);
      }
      world.work();
    }

    world.images.put(ONE, new ImageLookup.Found(SECOND));
    world.run();

    assertThat(image(world.train("t"))).isEqualTo(new PackageImage(ONE, FIRST));
    assertThat(world.orders.keySet()).filteredOn(id -> id.startsWith("train.t")).hasSize(1);
    assertThat(world.names()).doesNotHaveDuplicates();
    assertThat(world.storedOf("t").executions.values()).containsOnly(1);
  }

  @Test
  void losesNothingWhileItsRegistryIsAway() {
    inImage();
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    world.images.put(ONE, new ImageLookup.Found(FIRST));
    world.fate = task -> Fate.RUNS;
    world.round();
    world.work();

    world.images.put(ONE, new ImageLookup.Unknown("it does not answer"));
    world.round();
    boolean kept = world.done.stream().noneMatch(Action.Cancel.class::isInstance);
    world.images.put(ONE, new ImageLookup.Found(FIRST));
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(kept).isTrue();
    assertThat(world.test("ana/spectrum").phase()).isEqualTo(new WagonTestPhase.Passed());
    assertThat(world.test("ana/spectrum").attempts()).isEqualTo(1);
  }

  @Test
  void packagesOfOneTrainShareAnImage() {
    yard.images.put("tools", "lab.org/all:7");
    secondPackage("lab.org/all:7");
    world.images.put("lab.org/all:7", new ImageLookup.Found(FIRST));

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.storedOf("t").order.image()).contains("lab.org/all@" + FIRST);
  }

  @Test
  void packagesWithoutAnImageGoAlongWithAny() {
    inImage();
    secondPackage("");
    world.images.put(ONE, new ImageLookup.Found(FIRST));

    world.run();

    assertThat(world.storedOf("t").order.image()).contains(PINNED);
    assertThat(world.storedOf("t").order.packages())
        .extracting(PackageVersion::image)
        .containsExactly(null, new PackageImage(ONE, FIRST));
  }

  @Test
  void isBlockedIfItsPackagesWantTwoImages() {
    inImage();
    secondPackage("lab.org/maps:7");
    world.images.put(ONE, new ImageLookup.Found(FIRST));
    world.images.put("lab.org/maps:7", new ImageLookup.Found(SECOND));

    world.run();

    assertThat(world.train("t").phase()).isEqualTo(new TrainPhase.Blocked("ImageConflict"));
    assertThat(world.train("t").conditions())
        .anyMatch(
            c ->
                c.message().contains("package maps has lab.org/maps:7")
                    && c.message().contains("package tools has " + ONE)
                    && c.message().contains("two trains"));
  }

  @Test
  void runsOnTheMachineAsItIsWhereThereAreNoContainersAndSaysSo() {
    inImage();
    yard.train("t").engine = "local";
    world.images.put(ONE, new ImageLookup.Found(FIRST));

    world.run();

    assertThat(world.storedOf("t").order.image()).isEmpty();
    assertThat(image(world.train("t"))).isEqualTo(PackageImage.named(ONE));
    assertThat(condition("t").status()).isEqualTo(Truth.FALSE);
    assertThat(condition("t").reason()).isEqualTo("NoContainers");
    assertThat(condition("t").message()).contains("engine local", ONE, "tools", "is not used");
  }

  @Test
  void testsWithoutContainersAreThoseOfTheSoftwareAlone() {
    WorldInMemory plain = new WorldInMemory(yard);
    yard.train("t", "ana/spectrum");
    plain.run();
    Digest before = plain.test("ana/spectrum").key();

    inImage();
    yard.train("u", "ana/spectrum");
    plain.run();

    assertThat(plain.tests).containsOnlyKeys(before);
    assertThat(plain.train("u").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void refusesAGitTagThatNoImageCanHave() {
    inImage();
    yard.packages.put("tools", List.of(SmallYard.version("tools", "release/2", 2)));

    world.run();

    assertThat(world.train("t").conditions()).anyMatch(c -> c.message().contains("release/2"));
    assertThat(world.done).isEmpty();
  }

  @Test
  void isDrawnUpAgainWithTheImageThatWasRecorded() {
    inImage();
    world.images.put(ONE, new ImageLookup.Found(FIRST));
    world.run();
    TrainStatus status = world.train("t");
    WorkOrder pinned = world.storedOf("t").order;

    OrderAgain again = new OrderAgain(yard.snapshot(), requireNonNull(yard.listings.get("events")));

    assertThat(again.train(status, requireNonNull(status.composition())))
        .isInstanceOfSatisfying(
            OrderAgain.Answer.Drawn.class,
            drawn -> assertThat(drawn.order().packages()).isEqualTo(pinned.packages()));
    assertThat(again.test(world.test("ana/spectrum"))).isInstanceOf(OrderAgain.Answer.Drawn.class);
  }

  @Test
  void aPreviewNamesImageAndDigest() {
    yard.images.put("tools", "lab.org/tools:{tag}");
    SmallYard changed = new SmallYard();
    changed.images.put("tools", "lab.org/better:{tag}");
    changed.train("next", "ana/spectrum");
    world.images.put("lab.org/better:v2", new ImageLookup.Found(SECOND));
    world.pulls.open("7").brings(yard, changed);

    world.run();

    MergePreview preview = requireNonNull(world.pulls.said("7").preview());
    assertThat(preview.changes())
        .filteredOn(it -> it.object().equals("package tools"))
        .flatExtracting(MergePreview.ObjectChange::fields)
        .contains(
            new MergePreview.FieldChange(
                "newest image", "lab.org/tools:v2", "lab.org/better:v2 (" + SECOND + ")"));
    assertThat(preview.trains().getFirst().reason()).contains("lab.org/better@" + SECOND);
  }

  @Test
  void takesRecordsOfImagesForWhatTheyAre() {
    PackageImage image = new PackageImage("lab.org:5000/a/b:v1@" + FIRST, null);

    assertThat(image.ownDigest()).contains(FIRST);
    assertThat(image.at(FIRST).pinned()).contains("lab.org:5000/a/b@" + FIRST);
    assertThat(image.pinned()).isEmpty();
  }

  private static PackageImage image(TrainStatus train) {
    return requireNonNull(train.composition()).packages().stream()
        .map(PackageVersion::image)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static PackageImage image(WagonTestStatus test) {
    return requireNonNull(test.packages().getFirst().image());
  }

  private Condition condition(String train) {
    return world.train(train).conditions().stream()
        .filter(c -> c.type().equals(TrainConditions.IMAGE_USED))
        .findFirst()
        .orElseThrow();
  }
}
