package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.controller.PullReader.Question;
import dev.trainyard.git.Origin;
import dev.trainyard.git.PullHead;
import dev.trainyard.git.PullObjects;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.json.Json;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.DatasetListing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of heads that somebody pushed, in a real repository.
class PullReaderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration KEEP = Duration.ofMinutes(10);
  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";
  private static final String DATASET = "datasets/words.yaml";
  private static final String WAGON = "analyses/first/wagons/letters.yaml";

  /// How many pull requests are open when there are many.
  private static final int MANY = Integer.getInteger("trainyard.pulls", 60);

  @TempDir private Path folder;
  private final FakeFiles files = new FakeFiles();
  private final TestClock clock = new TestClock();
  private final AtomicInteger news = new AtomicInteger();
  private Origin origin;
  private PullObjects objects;
  private PullReader reader;
  private CommitId main;
  private Map<String, List<PackageVersion>> versions = Map.of();
  private Digest tags = Digest.ofParts();

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    main = origin.commit("main", yard());
    origin.tag("v1", main);
    objects =
        PullObjects.open(
            origin.settings(folder.resolve("state")),
            folder.resolve("pulls"),
            new RemoteLimits(Duration.ofMinutes(2), ByteSize.parse("100Ki")),
            ByteSize.parse("1Gi"));
    reader =
        new PullReader(
            new PullReader.Tools(objects, this::yardReader, files),
            new PullReader.Settings(null, KEEP),
            clock,
            news::incrementAndGet);
  }

  private YardReader yardReader() {
    return new YardReader(objects.commits(), new SnapshotReader(new Json()));
  }

  @AfterEach
  void end() throws Exception {
    files.letGo();
    reader.close();
    objects.close();
    origin.close();
  }

  private static Map<String, String> yard() {
    return Map.of(
        "yard.yaml",
        HEADER + "kind: Yard\nmetadata: {name: small}\nspec: {}\n",
        "software/count",
        "true\n",
        "packages/tools.yaml",
        HEADER
            + "kind: Package\nmetadata: {name: tools}\n"
            + "spec: {source: {folder: software, tags: v*}}\n",
        DATASET,
        HEADER
            + """
            kind: Dataset
            metadata: {name: words}
            spec: {type: data, files: {pattern: "file:words/*.txt"}, split: {files: 2}, scopes: {test: 1}}
            """,
        "analyses/first/analysis.yaml",
        HEADER + "kind: Analysis\nmetadata: {name: first}\nspec: {owners: [me]}\n",
        WAGON,
        wagon(200));
  }

  private static String wagon(int memory) {
    return HEADER
        + """
        kind: Wagon
        metadata: {name: letters}
        spec:
          analysis: first
          package: {name: tools}
          command: [sh, "${package}/count"]
          enabledOn: [{dataset: words}]
          outputs: [{file: letters.csv, merge: {sum: {keys: [letter]}}}]
          resources: {memory: %dMi, cpu: 1, time: 1m}
        """
            .formatted(memory);
  }

  @Test
  void mergesAnewWhenTheMirrorIsBegunAnew() throws Exception {
    PullHead head = pull("1", Map.of(WAGON, wagon(300)));
    PullReading before = ask(List.of(head));
    Path mirror = folder.resolve("pulls/mirror.git");
    Files.move(mirror, mirror.resolveSibling("gone"));
    PullHead other = pull("2", Map.of(WAGON, wagon(400)));

    PullReading after = ask(List.of(head, other));

    assertThat(after).isNotSameAs(before);
    assertThat(ready(head, after).after()).isNotSameAs(ready(head, before).after());
  }

  @Test
  void tellsWhatTheAuthorSaysOfTheCommit() throws Exception {
    PullHead head = pull("1", Map.of(WAGON, wagon(300)));

    assertThat(ask(List.of(head)).subject()).isEqualTo("Change the yard");
  }

  @Test
  void knowsTheVersionsOfPackagesBeforeAndAfterTheMerge() throws Exception {
    PullHead head = pull("1", Map.of(WAGON, wagon(300)));

    Merge.Ready ready = ready(head, ask(List.of(head)));

    assertThat(ready.before().packageVersions().get("tools"))
        .extracting(PackageVersion::tag)
        .containsExactly("v1");
    assertThat(ready.after().packageVersions().get("tools"))
        .extracting(PackageVersion::tag)
        .containsExactly("v1");
    assertThat(ready.after().problems()).isEmpty();

    origin.tag("v2", main);
    versions = Map.of("tools", List.of()); // something else than before
    PullReading before = Objects.requireNonNull(reader.reading(head));
    PullReading after = ask(List.of(head));
    assertThat(after).isNotSameAs(before);
    assertThat(ready(head, after).before().packageVersions().get("tools")).hasSize(2);
  }

  @Test
  void readsTheOthersWhateverOneBrings() throws Exception {
    PullHead large = pull("9", Map.of("big.bin", "x".repeat(200_000)));
    origin.set("refs/heads/deep", main);
    PullHead deep = forge("8", origin.commitDeep("deep", 300));
    origin.setToFile("refs/pull/7/head", "a file");
    PullHead file = new PullHead("7", "refs/pull/7/head", new CommitId("7".repeat(40)));
    PullHead gone = new PullHead("6", "refs/pull/6/head", main);
    PullHead fine = pull("1", Map.of(WAGON, wagon(300)));
    List<PullHead> heads = List.of(large, deep, file, gone, fine);

    ask(heads);

    assertThat(hindered(large).reason()).isEqualTo("HeadRefused");
    assertThat(hindered(large).message()).contains("Object too large (200,000 bytes)");
    assertThat(hindered(deep).reason()).isEqualTo("TooLarge");
    assertThat(hindered(file).message()).contains("there is no commit at refs/pull/7/head");
    assertThat(hindered(gone).reason()).isEqualTo("HeadGone");
    assertThat(ready(fine, reader.reading(fine)).impact().wagons()).hasSize(1);
    assertThat(reader.nextDue()).contains(clock.instant().plus(Duration.ofMinutes(10)));
  }

  @Test
  void mergesWithTheCommitThatIsActedOn() throws Exception {
    PullHead head = pull("1", Map.of(WAGON, wagon(300)));
    origin.commit("main", Map.of("software/count", "held back\n"));

    PullReading reading = ask(List.of(head));

    assertThat(reading.base()).isEqualTo(main);
    main = new CommitId("1".repeat(40));
    ask(List.of(head));
    assertThat(hindered(head).reason()).isEqualTo("MainNotAccepted");
    assertThat(reader.nextDue()).contains(clock.instant().plusSeconds(30));
  }

  @Test
  void keepsAReadingWhoseDatasetsAreListedAgainAsBefore() throws Exception {
    PullHead head = pull("1", Map.of(WAGON, wagon(300)));
    PullReading first = ask(List.of(head));
    assertThat(ready(head, first).listings()).containsEntry("words", FakeFiles.listed("words"));

    clock.pass(KEEP.plusSeconds(1));
    PullReading second = ask(List.of(head));
    await().atMost(PATIENCE).until(() -> files.asked.size() == 2);
    PullReading third = ask(List.of(head));

    assertThat(second).isSameAs(first);
    assertThat(third).isSameAs(first);
  }

  @Test
  void doesNotWaitForASlowDataset() throws Exception {
    files.hold();
    PullHead head = pull("1", Map.of(WAGON, wagon(300)));
    PullReading first = ask(List.of(head));
    assertThat(ready(head, first).listings().get("words"))
        .isInstanceOf(DatasetListing.Unknown.class);

    files.letGo();
    await().atMost(PATIENCE).until(() -> reader.nextDue().filter(this::isPast).isPresent());
    PullReading second = ask(List.of(head));

    assertThat(ready(head, second).listings()).containsEntry("words", FakeFiles.listed("words"));
  }

  @Test
  void asksNothingOfRunsThatAStrangerBrings() throws Exception {
    main = origin.commit("main", Map.of("runlists/good.yaml", runs(1), DATASET, ofRuns()));
    PullHead trusted = pull("1", Map.of("runlists/good.yaml", runs(2)));
    PullHead strange = pull("2", Map.of("runlists/good.yaml", runs(3)));

    ask(List.of(trusted, strange));

    assertThat(ready(trusted, reader.reading(trusted)).listings().get("words"))
        .isEqualTo(FakeFiles.listed("words"));
    assertThat(ready(strange, reader.reading(strange)).listings().get("words"))
        .asString()
        .contains("once the pull request is trusted");
  }

  private static String runs(int number) {
    return HEADER
        + "kind: RunList\nmetadata: {name: good}\nspec: {runs: [{run: %d, quality: good}]}\n"
            .formatted(number);
  }

  private static String ofRuns() {
    return HEADER
        + """
        kind: Dataset
        metadata: {name: words}
        spec:
          type: data
          runs: {from: [{runList: good, quality: [good]}]}
          files: {pattern: "file:words/{run}.txt"}
          split: {files: 2}
          scopes: {test: 1}
        """;
  }

  @Test
  void looksAgainWhenATagIsPushedThatOnlyItsPackageAsksFor() throws Exception {
    PullHead head =
        pull(
            "1",
            Map.of(
                "packages/more.yaml",
                HEADER
                    + "kind: Package\nmetadata: {name: more}\n"
                    + "spec: {source: {folder: software, tags: more-*}}\n"));
    assertThat(ready(head, ask(List.of(head))).after().packageVersions().get("more")).isEmpty();

    origin.tag("more-1", main);
    tags = Digest.ofParts("more-1");

    assertThat(ready(head, ask(List.of(head))).after().packageVersions().get("more")).hasSize(1);
  }

  @Test
  void saysWhyNothingCanBeRead() throws Exception {
    PullHead head = pull("1", Map.of(WAGON, wagon(300)));
    ask(List.of(head));
    assertThat(reader.trouble()).isEmpty();
    origin.delete("refs/heads/main");
    clock.pass(Duration.ofHours(1));

    ask(List.of(head));

    assertThat(reader.trouble()).contains("no main branch");
    assertThat(reader.nextDue()).contains(clock.instant().plusSeconds(30));
  }

  private boolean isPast(Instant due) {
    return !clock.instant().isBefore(due);
  }

  @Test
  void readsManyAndReadsThemAgainWhenMainHasMoved() throws Exception {
    List<PullHead> heads = new ArrayList<>();
    for (int number = 1; number <= MANY; number++) {
      heads.add(pull("" + number, Map.of("analyses/p%d.yaml".formatted(number), "# nothing\n")));
    }
    long start = System.nanoTime();
    ask(heads);
    long first = System.nanoTime();
    main = origin.commit("main", Map.of("software/count", "false\n"));
    long moved = System.nanoTime();
    ask(heads);
    long second = System.nanoTime();
    System.out.printf(
        "%d pull requests: first reading %d ms, after main moved %d ms%n",
        MANY, (first - start) / 1_000_000, (second - moved) / 1_000_000);

    assertThat(heads)
        .allSatisfy(head -> assertThat(ready(head, reader.reading(head)).base()).isEqualTo(main));
  }

  /// Asks and waits for the answer; gives the reading of the first head.
  private PullReading ask(List<PullHead> heads) throws Exception {
    int before = news.get();
    reader.ask(
        new Question(main, versions, tags, heads, Set.of(heads.getFirst().name())), Map.of());
    await().atMost(PATIENCE).pollDelay(Duration.ofMillis(5)).until(reader::isIdle);
    assertThat(news.get()).isGreaterThanOrEqualTo(before);
    return Objects.requireNonNull(reader.reading(heads.getFirst()));
  }

  private static Merge.Ready ready(PullHead head, @Nullable PullReading reading) {
    Merge merge = Objects.requireNonNull(reading, head.name()).merge();
    assertThat(merge).isInstanceOf(Merge.Ready.class);
    return (Merge.Ready) merge;
  }

  private Merge.Hindered hindered(PullHead head) {
    return (Merge.Hindered) Objects.requireNonNull(reader.reading(head)).merge();
  }

  private PullHead pull(String number, Map<String, String> changes) throws Exception {
    origin.set("refs/heads/p" + number, main);
    return forge(number, origin.commit("p" + number, changes));
  }

  private PullHead forge(String number, CommitId head) throws Exception {
    origin.set("refs/pull/" + number + "/head", head);
    return new PullHead(number, "refs/pull/" + number + "/head", head);
  }
}
