package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.plan.Affected;
import dev.trainyard.plan.SmallYard;
import dev.trainyard.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageDeskTest {
  private static final Duration KEEP = Duration.ofMinutes(5);
  private static final String TOOLS = "lab.org/tools:v2";
  private static final ImageLookup FIRST = new ImageLookup.Found("sha256:" + "1".repeat(64));
  private static final ImageLookup SECOND = new ImageLookup.Found("sha256:" + "2".repeat(64));
  private static final ImageLookup AWAY = new ImageLookup.Unknown("it is away");
  private static final ImageLookup GONE = new ImageLookup.Failed("ImageNotFound", "push it");

  private final SmallYard yard = new SmallYard();
  private final TestClock clock = new TestClock();
  private final Map<String, ImageLookup> registry = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger told = new AtomicInteger();
  private final ImageDesk desk = desk(Set.of("batch"));

  private ImageDesk desk(Set<String> engines) {
    return new ImageDesk(new ImageSources(this::look, engines, KEEP), clock, told::incrementAndGet);
  }

  private ImageLookup look(String name) {
    asked.add(name);
    return registry.getOrDefault(name, GONE);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private void enableInImage() {
    yard.images.put("tools", "lab.org/tools:{tag}");
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    registry.put(TOOLS, FIRST);
  }

  private Map<String, ImageLookup> lookups() {
    return desk.lookups(yard.snapshot(), Memory.EMPTY, List.of());
  }

  /// Asks again if that is due, and waits for the answer.
  private ImageLookup settled() {
    lookups();
    if (desk.nextDue().isEmpty()) {
      await().until(() -> desk.nextDue().isPresent());
    }
    return Objects.requireNonNull(lookups().get(TOOLS));
  }

  @Test
  void asksOnceAndNotAgainBeforeTheAnswerIsOld() {
    enableInImage();

    lookups();
    await().until(() -> told.get() == 1);
    ImageLookup then = lookups().get(TOOLS);
    registry.put(TOOLS, SECOND);
    clock.pass(KEEP.minusSeconds(1));
    ImageLookup soon = settled();
    clock.pass(Duration.ofSeconds(2));
    settled();
    await().until(() -> asked.size() == 2 && told.get() == 2);

    assertThat(then).isEqualTo(FIRST);
    assertThat(soon).isEqualTo(FIRST);
    assertThat(lookups()).containsEntry(TOOLS, SECOND);
    assertThat(asked).containsExactly(TOOLS, TOOLS);
  }

  @Test
  void asksForNothingThatNobodyWants() {
    yard.images.put("tools", "lab.org/tools:{tag}");

    assertThat(lookups()).isEmpty();
    assertThat(desk.nextDue()).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void asksForNothingWhereNoEngineRunsImages() {
    enableInImage();

    try (ImageDesk none = desk(Set.of())) {
      assertThat(none.lookups(yard.snapshot(), Memory.EMPTY, List.of())).isEmpty();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void asksForWhatWaitingTrainsWouldCarryWithWhatThatDependsOn() {
    yard.images.put("tools", "lab.org/tools:{tag}");
    yard.packages.put("maps", List.of(SmallYard.version("maps", "v7", 7)));
    yard.images.put("maps", "lab.org/maps:7");
    yard.wagon("ana/map").software = "maps";
    yard.wagon("ana/spectrum").dependsOn = List.of("map");
    yard.train("t", "ana/spectrum").tags = Map.of("tools", "v1");

    assertThat(lookups()).containsOnlyKeys("lab.org/maps:7", TOOLS, "lab.org/tools:v1");
  }

  @Test
  void whatWasFoundCountsWhileItsRegistryIsAway() {
    enableInImage();
    settled();
    registry.put(TOOLS, AWAY);

    for (int i = 0; i < 5; i++) {
      clock.pass(KEEP);
      assertThat(settled()).isEqualTo(FIRST);
    }
    YardConditions conditions = new YardConditions(clock, new Journal());
    desk.judge(conditions);

    assertThat(asked).hasSizeGreaterThanOrEqualTo(5);
    assertThat(conditions.isFailing("ImagesFound")).isTrue();
    assertThat(conditions.message("ImagesFound")).contains(TOOLS, "it is away");
  }

  @Test
  void whatATestRanInCountsForAControllerThatComesWhileTheRegistryIsAway() {
    enableInImage();
    registry.put(TOOLS, AWAY);
    String digest = "sha256:" + "3".repeat(64);
    Memory memory = ran(new PackageImage(TOOLS, digest));

    desk.lookups(yard.snapshot(), memory, List.of());
    await().until(() -> told.get() == 1);
    ImageLookup away = desk.lookups(yard.snapshot(), memory, List.of()).get(TOOLS);

    assertThat(away).isEqualTo(new ImageLookup.Found(digest));
  }

  private Memory ran(PackageImage image) {
    WagonRef wagon = new WagonRef("ana", "spectrum");
    WagonTestStatus test =
        new WagonTestStatus(
            Digest.ofParts("key"),
            wagon,
            "events",
            SmallYard.commitId(1),
            List.of(SmallYard.version("tools", "v2", 2).in(image)),
            "test.key",
            0,
            new WagonTestPhase.Running(),
            clock.instant(),
            "",
            List.of(),
            1,
            1,
            0,
            List.of(),
            null,
            null);
    WagonStatus status = new WagonStatus(wagon, "", SmallYard.commitId(1), List.of(test));
    return new Memory(null, Map.of(), Map.of(wagon, status), Map.of());
  }

  @Test
  void asksAgainLaterAndLaterWhatCannotBeHad() {
    enableInImage();
    registry.put(TOOLS, AWAY);
    settled();
    for (int i = 0; i < 120; i++) {
      clock.pass(Duration.ofSeconds(10));
      settled();
    }

    assertThat(asked.size()).as("in 20 minutes").isBetween(5, 12);
  }

  @Test
  void anImageThatIsGoneIsGone() {
    enableInImage();
    settled();
    registry.put(TOOLS, GONE);
    clock.pass(KEEP);

    settled();

    assertThat(lookups()).containsEntry(TOOLS, GONE);
  }

  @Test
  void asksAgainWhatEndedInAnError() {
    enableInImage();
    AtomicInteger looks = new AtomicInteger();
    Registry failing =
        _ -> {
          if (looks.incrementAndGet() == 1) {
            throw new StackOverflowError("of a name");
          }
          return FIRST;
        };
    try (ImageDesk unlucky =
        new ImageDesk(
            new ImageSources(failing, Set.of("batch"), KEEP), clock, told::incrementAndGet)) {
      unlucky.lookups(yard.snapshot(), Memory.EMPTY, List.of());
      await().until(() -> told.get() == 1);
      clock.pass(KEEP);
      unlucky.lookups(yard.snapshot(), Memory.EMPTY, List.of());
      await().until(() -> told.get() == 2);

      assertThat(unlucky.lookups(yard.snapshot(), Memory.EMPTY, List.of()))
          .containsEntry(TOOLS, FIRST);
    }
  }

  @Test
  void saysNothingOfImagesWhereThereAreNone() {
    YardConditions conditions = new YardConditions(clock, new Journal());
    lookups();
    desk.judge(conditions);

    assertThat(conditions.all()).isEmpty();
  }

  @Test
  void looksForImagesOfAPullRequestButForFewOnly() {
    SmallYard after = new SmallYard();
    for (int i = 0; i < 60; i++) {
      after.packages.put("p" + i, List.of(SmallYard.version("p" + i, "v1", i)));
      after.images.put("p" + i, "lab.org/p" + i + ":1");
    }
    Snapshot before = yard.snapshot();
    Snapshot merged = after.snapshot();
    Merge merge =
        new Merge.Ready(
            before.commit(),
            before,
            merged,
            PullView.Policy.SAME,
            new Affected(before).by(merged),
            Map.of(),
            Map.of());
    PullView pull =
        new PullView(
            "7",
            merged.commit(),
            PullView.Origin.ANYWHERE,
            "",
            List.of(),
            "",
            null,
            merge,
            List.of());

    Map<String, ImageLookup> known = desk.lookups(before, Memory.EMPTY, List.of(pull));

    assertThat(known).hasSize(60);
    assertThat(known.values())
        .filteredOn(
            lookup ->
                lookup instanceof ImageLookup.Failed failed
                    && failed.reason().equals("TooManyImages"))
        .hasSize(40);
    YardConditions conditions = new YardConditions(clock, new Journal());
    await().until(() -> told.get() == 20);
    desk.judge(conditions);
    assertThat(conditions.all()).as("it says nothing of main").isEmpty();
  }
}
