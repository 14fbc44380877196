package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.Commit.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every store does, wherever it is. Each process sees it through a [Store] of its own.
abstract class StoreContract {
  static final String ORDER = "train.x.r0.0123456789ab";
  static final InstanceName WAGON = InstanceName.parse("a/w");
  static final MergeOrder.Task TASK = new MergeOrder.Task(0, WAGON, "out", "all", List.of(0, 1));
  static final String TREE = "0123456789012345678901234567890123456789";

  @TempDir Path folder;
  final Json json = new Json();

  /// The same store during one test, as another process opens it.
  abstract Store open() throws Exception;

  @Test
  void pinsTheFirstOfManyWriters() throws Exception {
    List<Callable<MergeOrder>> writers = new ArrayList<>();
    for (String id : List.of("a", "b", "c", "d")) {
      Store store = open();
      writers.add(() -> store.pin(new MergeOrder(id, ORDER, List.of(), List.of())));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Set<MergeOrder> all = new HashSet<>();
      for (var pinned : threads.invokeAll(writers)) {
        all.add(pinned.get());
      }

      assertThat(all).containsExactly(open().mergeOrder(ORDER).orElseThrow());
    }
  }

  @Test
  void knowsNothingOfWhatIsNotThere() throws Exception {
    assertThat(open().order(ORDER)).isEmpty();
    assertThat(open().job(ORDER, 0)).isEmpty();
    assertThat(open().mergeResult(ORDER, 0)).isEmpty();
    assertThat(open().hasPackage(TREE)).isFalse();
    assertThat(new ProgressReader(open()).read(ORDER).progress()).isEmpty();
  }

  @Test
  void keepsTheJobThatWasCommittedFirst() throws Exception {
    assertThat(commit(0, "e1")).isEqualTo(Outcome.COMMITTED);

    assertThat(commit(0, "e2")).isEqualTo(Outcome.ALREADY_THERE);

    assertThat(open().job(ORDER, 0).orElseThrow().execution()).isEqualTo("e1");
    assertThat(output(0)).isEqualTo("made by e1");
  }

  @Test
  void letsOneOfTwoExecutionsWin() throws Exception {
    for (int job = 0; job < 5; job++) {
      int index = job;
      List<Callable<Outcome>> executions =
          List.of(() -> commit(index, "e1"), () -> commit(index, "e2"));
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Outcome> outcomes = new ArrayList<>();
        for (var outcome : threads.invokeAll(executions)) {
          outcomes.add(outcome.get());
        }

        assertThat(outcomes).containsExactlyInAnyOrder(Outcome.COMMITTED, Outcome.ALREADY_THERE);
        String winner = open().job(ORDER, index).orElseThrow().execution();
        assertThat(output(index)).isEqualTo("made by " + winner);
      }
    }
  }

  @Test
  void readsWhatIsNew() throws Exception {
    pinOrder();
    commit(1, "e1");
    fail(0, "e2");
    ProgressReader reader = new ProgressReader(open());
    assertThat(progress(reader).committed()).containsOnlyKeys(1);

    commit(0, "e3");
    fail(2, "e4");

    assertThat(progress(reader).committed()).containsOnlyKeys(0, 1);
    assertThat(progress(reader).failed())
        .extracting(JobResult::execution)
        .containsExactlyInAnyOrder("e2", "e4");
  }

  @Test
  void readsAFailedMergeAgain() throws Exception {
    pinOrder();
    open().keepFailure(merged(ExitCause.MERGE_FAILED));
    ProgressReader reader = new ProgressReader(open());
    assertThat(progress(reader).merges().values())
        .extracting(MergeResult::cause)
        .containsExactly(ExitCause.MERGE_FAILED);

    merge("m1");
    open().keepFailure(merged(ExitCause.MERGE_FAILED));

    assertThat(progress(reader).merges().values())
        .extracting(MergeResult::cause)
        .containsExactly(ExitCause.SUCCEEDED);
    assertThat(open().mergeResult(ORDER, 0).orElseThrow().cause()).isEqualTo(ExitCause.SUCCEEDED);
  }

  @Test
  void keepsTheMergeThatWasCommittedFirst() throws Exception {
    assertThat(merge("m1")).isEqualTo(Outcome.COMMITTED);

    assertThat(merge("m2")).isEqualTo(Outcome.ALREADY_THERE);

    MergeResult result = open().mergeResult(ORDER, 0).orElseThrow();
    try (InputStream in = open().open("orders/" + ORDER + "/" + result.path(), 5)) {
      assertThat(in).asString(UTF_8).isEqualTo("by m1");
    }
    assertThat(open().isMerged(ORDER, 0)).isTrue();
  }

  @Test
  void givesOutputsOfJobs() throws Exception {
    commit(0, "e1");
    JobResult job = open().job(ORDER, 0).orElseThrow();

    Path file = open().fetch(job, WAGON, "out", folder.resolve("fetched"));

    assertThat(file).hasContent("made by e1");
  }

  @Test
  void keepsPackages() throws Exception {
    Store controller = open();
    Path exported = Files.createDirectories(controller.layout().packageFolder(TREE));
    Files.createDirectories(exported.resolve("bin"));
    Files.writeString(exported.resolve("bin/run"), "#!/bin/sh\n").toFile().setExecutable(true);
    Files.writeString(exported.resolve("data"), "1");
    Files.createSymbolicLink(exported.resolve("link"), Path.of("bin/run"));
    controller.keepPackage(TREE);

    Path software = open().software(TREE);

    assertThat(open().hasPackage(TREE)).isTrue();
    assertThat(software.resolve("bin/run")).isExecutable().hasContent("#!/bin/sh\n");
    assertThat(software.resolve("data")).isRegularFile();
    assertThat(Files.isExecutable(software.resolve("data"))).isFalse();
    assertThat(Files.readSymbolicLink(software.resolve("link"))).isEqualTo(Path.of("bin/run"));
  }

  @Test
  void showsLogs() throws Exception {
    fail(0, "e1");
    commit(0, "e2");
    Store store = open();

    store.showLogs(ORDER);

    Path failed = store.layout().attempt(ORDER, 0, "e1").resolve("logs/a/w.log");
    Path done = store.layout().job(ORDER, 0).resolve("logs/a/w.log");
    store.bring(failed);
    store.bring(done);
    assertThat(failed).hasContent("log of e1");
    assertThat(done).hasContent("log of e2");
    assertThat(store.address(done)).endsWith("/logs/a/w.log");
  }

  @Test
  void listsOrders() throws Exception {
    pinOrder();

    assertThat(open().orders("train.x.")).containsExactly(ORDER);
    assertThat(open().orders("train.y.")).isEmpty();
  }

  @Test
  void refusesToLeaveItself() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> open().order("../x"));
  }

  static OrderProgress progress(ProgressReader reader) throws IOException {
    Optional<OrderProgress> progress = reader.read(ORDER).progress();
    return progress.orElseThrow();
  }

  final String output(int index) throws Exception {
    Store store = open();
    try (InputStream in = store.open("orders/" + ORDER + "/jobs/" + index + "/a/w/out", 0)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  final Outcome commit(int index, String execution) throws Exception {
    return open().commitJob(made(execution), result(index, execution, ExitCause.SUCCEEDED));
  }

  final void fail(int index, String execution) throws Exception {
    Path made = Files.createTempDirectory(folder, "made");
    log(made, execution);
    open().keepAttempt(made, result(index, execution, ExitCause.EXIT_CODE));
  }

  final Path made(String execution) throws IOException {
    Path made = Files.createTempDirectory(folder, "made");
    Files.createDirectories(made.resolve("a/w"));
    Files.writeString(made.resolve("a/w/out"), "made by " + execution);
    log(made, execution);
    return made;
  }

  private static void log(Path made, String execution) throws IOException {
    Files.createDirectories(made.resolve("logs/a"));
    Files.writeString(made.resolve("logs/a/w.log"), "log of " + execution);
  }

  final Outcome merge(String execution) throws Exception {
    Path made = Files.createTempDirectory(folder, "merge");
    return open()
        .commitMerge(
            TASK,
            execution,
            Files.writeString(made.resolve("merged"), "made by " + execution),
            Files.writeString(made.resolve("manifest"), "{}"),
            merged(ExitCause.SUCCEEDED));
  }

  static MergeResult merged(ExitCause cause) {
    return new MergeResult(ORDER, 0, WAGON, "out", "all", cause, "", "", 0, "", 0, 0);
  }

  final void pinOrder() throws Exception {
    var _ =
        open()
            .pin(
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

  static JobResult result(int index, String execution, ExitCause cause) {
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
