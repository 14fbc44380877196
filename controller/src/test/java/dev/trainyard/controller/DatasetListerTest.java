package dev.trainyard.controller;

import static dev.trainyard.controller.SmallStatus.RUNNING;
import static dev.trainyard.controller.SmallStatus.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.config.TextYard;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatasetListerTest {
  private static final Duration KEEP = Duration.ofMinutes(10);
  private static final DatasetListing WORDS = FakeFiles.listed("words");

  private final Snapshot yard = SmallStatus.yard();
  private final FakeFiles files = new FakeFiles();
  private final TestClock clock = new TestClock();
  private final AtomicInteger told = new AtomicInteger();
  private final DatasetLister lister = new DatasetLister(files, KEEP, clock, told::incrementAndGet);

  @AfterEach
  void close() {
    files.letGo();
    lister.close();
  }

  private DatasetListing words() {
    return Objects.requireNonNull(lister.listings(yard, Map.of()).get("words"));
  }

  private void awaitTold(int times) {
    await().until(() -> told.get() >= times);
  }

  @Test
  void listsGoodRunsWithoutTheExcludedOnes() {
    assertThat(yard.problems()).isEmpty();

    words();
    awaitTold(1);

    assertThat(files.asked).containsExactly("words of [1, 3]");
    assertThat(words()).isEqualTo(WORDS);
  }

  @Test
  void neverTakesNoRunsForAllRuns() {
    DatasetListing listing = lister.listings(withoutRuns(), Map.of()).get("words");

    assertThat(listing).isInstanceOf(DatasetListing.Failed.class);
    assertThat(files.asked).isEmpty();
  }

  private Snapshot withoutRuns() {
    return new Snapshot(
        yard.commit(),
        yard.yard(),
        yard.packages(),
        Map.of(),
        yard.datasets(),
        yard.analyses(),
        yard.wagons(),
        yard.trains(),
        yard.packageVersions(),
        yard.unreadableTrains(),
        yard.problems());
  }

  @Test
  void isNotDueForWhatIsNotAskedForAnyMore() {
    words();
    awaitTold(1);

    lister.listings(withoutRuns(), Map.of());

    assertThat(lister.nextDue()).isEmpty();
  }

  @Test
  void isNotHeldUpByASlowListing() {
    files.hold();

    DatasetListing early = words();
    DatasetListing still = words();
    files.letGo();
    awaitTold(1);

    assertThat(early).isInstanceOf(DatasetListing.Unknown.class);
    assertThat(still).isInstanceOf(DatasetListing.Unknown.class);
    assertThat(words()).isEqualTo(WORDS);
    assertThat(files.asked).hasSize(1);
  }

  @Test
  void listsAnewAfterAWhileAndKeepsTheLastAnswerMeanwhile() {
    words();
    awaitTold(1);
    files.hold();

    clock.pass(KEEP.minusSeconds(1));
    words();
    int before = files.asked.size();
    clock.pass(Duration.ofSeconds(1));
    DatasetListing meanwhile = words();
    await().until(() -> files.asked.size() == 2);

    assertThat(before).isEqualTo(1);
    assertThat(meanwhile).isEqualTo(WORDS);
  }

  @Test
  void listsAnewWhenTheClockWasSetBack() {
    words();
    awaitTold(1);

    clock.pass(Duration.ofDays(-1));
    words();

    await().until(() -> files.asked.size() == 2);
  }

  @Test
  void saysWhenItListsAnew() {
    words();
    awaitTold(1);

    assertThat(lister.nextDue()).contains(clock.instant().plus(KEEP));
  }

  @Test
  void isNotDueWhileItIsListing() {
    files.hold();

    words();

    assertThat(lister.nextDue()).isEmpty();
  }

  @Test
  void soonAsksAgainWhatDidNotAnswer() {
    files.leave();
    words();
    awaitTold(1);
    DatasetListing unknown = words();
    files.comeBack();

    clock.pass(Duration.ofSeconds(30));
    words();
    awaitTold(2);

    assertThat(unknown).isEqualTo(new DatasetListing.Unknown("no answer"));
    assertThat(words()).isEqualTo(WORDS);
  }

  @Test
  void listsNothingThatNobodyNeeds() {
    TrainStatus running = train("a", RUNNING, 1);
    TrainStatus over = train("b", new TrainPhase.Succeeded(SmallStatus.START), 10);

    Map<String, DatasetListing> listings = lister.listings(yard, Map.of("a", running, "b", over));

    assertThat(listings).isEmpty();
    assertThat(files.asked).isEmpty();
    assertThat(lister.nextDue()).isEmpty();
  }

  @Test
  void waitsForTheTrainThatMakesADataset() {
    Map<String, DatasetListing> listings =
        lister.listings(yard, Map.of("a", train("a", RUNNING, 1)));

    assertThat(listings.get("made")).isInstanceOf(DatasetListing.Unknown.class);
    assertThat(files.asked).isEmpty();
  }

  @Test
  void tellsThatAPersonMustActWhenTheTrainHasFailed() {
    TrainStatus failed = train("a", new TrainPhase.Failed(SmallStatus.START, "JobsFailed"), 1);

    Map<String, DatasetListing> listings = lister.listings(yard, Map.of("a", failed));

    assertThat(listings.get("made")).isInstanceOf(DatasetListing.Failed.class);
  }

  @Test
  void listsTheOutputOfASucceededTrain() {
    TrainStatus succeeded =
        train("a", new TrainPhase.Succeeded(SmallStatus.START), 10).carrying(composition());

    lister.listings(yard, Map.of("a", succeeded));
    awaitTold(1);

    assertThat(files.asked).containsExactly("made of train.a.r0");
  }

  @Test
  void listsTheInputOfABuildFromTheStatusesAlone() {
    TrainStatus succeeded =
        train("a", new TrainPhase.Succeeded(SmallStatus.START), 10)
            .delivered(List.of(output("b.csv"), output("a.csv")));

    DatasetListing listing = listing(build(), Map.of("a", succeeded));

    String sha256 = Digest.ofParts("x").hex();
    assertThat(listing)
        .isEqualTo(
            new DatasetListing.Listed(
                InputListing.of(
                    "build",
                    List.of(
                        new InputFile("file:///store/x/b.csv", null, 5L, sha256, "first", "first"),
                        new InputFile(
                            "file:///store/x/a.csv", null, 5L, sha256, "second", "second")))));
    assertThat(files.asked).isEmpty();
  }

  @Test
  void aBuildWaitsAsADerivedDatasetDoes() {
    TrainStatus failed = train("a", new TrainPhase.Failed(SmallStatus.START, "JobsFailed"), 1);

    assertThat(listing(build(), Map.of("a", train("a", RUNNING, 1))))
        .isInstanceOf(DatasetListing.Unknown.class);
    assertThat(listing(build(), Map.of("a", failed)))
        .isInstanceOfSatisfying(
            DatasetListing.Failed.class, it -> assertThat(it.reason()).isEqualTo("WaitsForTrain"));
  }

  private DatasetListing listing(Declared<DatasetSpec> dataset, Map<String, TrainStatus> trains) {
    return DatasetLister.listNow(dataset, yard, trains, files);
  }

  private Declared<DatasetSpec> build() {
    Declared<DatasetSpec> made = Objects.requireNonNull(yard.datasets().get("made"));
    DatasetSpec like = made.spec();
    DatasetSpec spec =
        new DatasetSpec(
            "",
            like.type(),
            like.state(),
            Map.of(),
            null,
            null,
            null,
            Map.of(
                "second", new ArtefactFrom("a", "first/letters", "a.csv", null),
                "first", new ArtefactFrom("a", "first/letters", "b.csv", null)),
            like.split(),
            like.scopes(),
            List.of(),
            List.of());
    return new Declared<>("build", Map.of(), spec, made.position(), made.content(), made.earlier());
  }

  private static MergedOutput output(String file) {
    return new MergedOutput(
        InstanceName.parse("first/letters"),
        file,
        "all",
        "x/" + file,
        5,
        Digest.ofParts("x").hex());
  }

  private static Composition composition() {
    return new Composition(
        "train.a.r0",
        TextYard.COMMIT,
        List.of(),
        List.of(),
        List.of(),
        Digest.ofParts("x"),
        10,
        10,
        0);
  }
}
