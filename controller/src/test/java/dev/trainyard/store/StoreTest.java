package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.ProgressReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Records that are written once, whole or not at all, and read again cheaply.
class StoreTest {
  private static final String ORDER = "train.x.r0.0123456789ab";
  private static final InstanceName WAGON = InstanceName.parse("a/w");

  @TempDir private Path folder;
  private Store store;

  @BeforeEach
  void makeStore() {
    store = new Store(folder, new Json());
  }

  @Test
  void pinsTheFirstOfManyWriters() throws Exception {
    List<Callable<MergeOrder>> writers =
        List.of("a", "b", "c", "d").stream()
            .<Callable<MergeOrder>>map(id -> () -> store.pin(merge(id)))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<MergeOrder>> pinned = threads.invokeAll(writers);

      Set<MergeOrder> all = new HashSet<>();
      for (Future<MergeOrder> one : pinned) {
        all.add(one.get());
      }
      assertThat(all).containsExactly(store.mergeOrder(ORDER).orElseThrow());
      assertThat(store.layout().temporary()).isEmptyDirectory();
    }
  }

  @Test
  void readsOnlyWhatIsNew() throws IOException {
    pinOrder();
    commit(0);
    ProgressReader reader = new ProgressReader(store);
    reader.read(ORDER);
    Path first = store.layout().job(ORDER, 0).resolve("result.json");
    Files.writeString(first, "not read again");
    commit(1);
    fail(1, "e1");

    Reading reading = reader.read(ORDER);

    assertThat(reading.damaged()).isEmpty();
    assertThat(reading.progress().orElseThrow().committed()).containsOnlyKeys(0, 1);
    assertThat(reading.progress().orElseThrow().failed()).hasSize(1);
  }

  @Test
  void goesOnWithoutDamagedRecords() throws IOException {
    pinOrder();
    commit(0);
    commit(1);
    Files.writeString(store.layout().job(ORDER, 1).resolve("result.json"), "{");

    Reading reading = new ProgressReader(store).read(ORDER);

    assertThat(reading.progress().orElseThrow().committed()).containsOnlyKeys(0);
    assertThat(reading.damaged()).singleElement().asString().contains("jobs/1/result.json");
  }

  @Test
  void goesOnWithoutARecordThatCannotBeRead() throws IOException {
    pinOrder();
    commit(0);
    Files.createDirectories(store.layout().job(ORDER, 1).resolve("result.json"));

    Reading reading = new ProgressReader(store).read(ORDER);

    assertThat(reading.progress().orElseThrow().committed()).containsOnlyKeys(0);
    assertThat(reading.damaged()).singleElement().asString().contains("jobs/1/result.json");
  }

  @Test
  void replacesACommittedJobWhoseRecordIsDamaged() throws IOException {
    commit(0);
    Files.writeString(store.layout().job(ORDER, 0).resolve("result.json"), "{");

    Commit.Outcome outcome = commit(0);

    assertThat(outcome).isEqualTo(Commit.Outcome.COMMITTED);
    assertThat(store.job(ORDER, 0)).isPresent();
  }

  @Test
  void keepsTheJobThatWasCommittedFirst() throws IOException {
    commit(0);

    Commit.Outcome second = commit(0);

    assertThat(second).isEqualTo(Commit.Outcome.ALREADY_THERE);
  }

  @Test
  void knowsNothingOfAnOrderThatWasNeverPinned() throws IOException {
    assertThat(new ProgressReader(store).read(ORDER))
        .isEqualTo(new Reading(Optional.empty(), List.of()));
  }

  @Test
  void readsAFailedMergeAgain() throws IOException {
    pinOrder();
    store.keepFailure(merged(ExitCause.MERGE_FAILED));
    ProgressReader reader = new ProgressReader(store);
    reader.read(ORDER);

    MergeOrder.Task task = new MergeOrder.Task(0, WAGON, "out", "all", List.of(0));
    Path made = made();
    store.commitMerge(
        task,
        "m1",
        made.resolve("out"),
        Files.writeString(made.resolve("manifest"), "{}"),
        merged(ExitCause.SUCCEEDED));

    assertThat(reader.read(ORDER).progress().orElseThrow().merges().values())
        .extracting(MergeResult::cause)
        .containsExactly(ExitCause.SUCCEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "/etc", "a\u0000", ".hidden", "-x"})
  void refusesOrderIdsThatLeaveTheStore(String id) {
    assertThatThrownBy(() -> store.layout().order(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "../x", "a/../../b", "/etc/passwd", "a//b", "a/", "a\u0000"})
  void refusesOutputsThatLeaveTheirFolder(String file) {
    assertThatThrownBy(() -> StoreLayout.output(folder, WAGON, file))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cleansOnlyWhatIsOldAndHasNoOwner() throws IOException {
    Path stale = Files.createDirectories(store.layout().temporary().resolve("job-old/deep"));
    Files.writeString(stale.resolve("file"), "x");
    stale.toFile().setWritable(false);
    Path record = Files.writeString(store.layout().temporary().resolve("record-old"), "x");

    List<Path> tooEarly = store.cleanTemporary(Instant.EPOCH);
    List<Path> cleaned = store.cleanTemporary(Instant.MAX);

    assertThat(tooEarly).isEmpty();
    assertThat(cleaned).containsExactlyInAnyOrder(stale.getParent(), record);
    assertThat(store.layout().temporary()).isEmptyDirectory();
  }

  private void pinOrder() throws IOException {
    store.pin(
        new WorkOrder(
            ORDER,
            WorkOrder.Purpose.TRAIN,
            "x",
            new CommitId("ab".repeat(20)),
            "data",
            "full",
            null,
            Digest.ofParts("listing"),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new WorkOrder.Terms(
                "local",
                new TrainSpec.Retry(3, 1, 1, Duration.ofSeconds(10)),
                1.0,
                TrainSpec.OnWagonFailure.FAIL),
            Instant.EPOCH));
  }

  private static MergeOrder merge(String id) {
    return new MergeOrder(id, ORDER, List.of(), List.of());
  }

  private static MergeResult merged(ExitCause cause) {
    return new MergeResult(ORDER, 0, WAGON, "out", "all", cause, "", "", 0, "", 0, 0);
  }

  private Commit.Outcome commit(int index) throws IOException {
    return store.commitJob(made(), result(index, "e" + index, ExitCause.SUCCEEDED));
  }

  private void fail(int index, String execution) throws IOException {
    store.keepAttempt(made(), result(index, execution, ExitCause.EXIT_CODE));
  }

  private Path made() throws IOException {
    Path made = Files.createTempDirectory(folder, "made");
    Files.write(made.resolve("out"), "1".getBytes(UTF_8));
    return made;
  }

  private static JobResult result(int index, String execution, ExitCause cause) {
    return new JobResult(
        ORDER,
        index,
        "ty-x-j1",
        execution,
        cause,
        "",
        List.of(),
        0,
        Duration.ZERO,
        List.of(),
        "here",
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
