package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.TextYard;
import dev.trainyard.model.Condition;
import dev.trainyard.model.RunSet;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.ListenerStatus.Batch;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import dev.trainyard.plan.Listening;
import dev.trainyard.plan.Listening.Before;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What listeners take and start, by what their source knows and what was started before.
class ListeningTest {
  private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
  private static final List<String> FIELDS = List.of("tag", "events");

  private final TreeMap<Long, RunRecord> runs = new TreeMap<>();
  private final Map<String, TrainStatus> trains = new HashMap<>();
  private Map<String, ListenerStatus> said = Map.of();
  private Listening listening = new Listening();
  private Instant now = START;

  @Test
  void startsATrainForEachRunThatMatches() {
    run(10, "scan", 5000);
    run(11, "other", 5000);
    run(9, "scan", 5000);

    Listening.Result result = hear("");

    assertThat(result.yard().trains()).containsOnlyKeys("scans-10");
    assertThat(train(result, "scans-10").spec().runs()).containsExactly(10L);
    assertThat(train(result, "scans-10").position().path()).isEqualTo("listeners/scans.yaml");
    assertThat(result.yard().listeners().runs()).containsEntry("scans", List.of(10L));
  }

  /// Number 8 of the negative tests.
  @Test
  void lateCompletedRunWithALowerNumberIsFound() {
    run(12, "scan", 5000);
    finish(hear(""));
    run(11, "scan", 5000);

    Listening.Result result = hear("");

    assertThat(result.yard().trains()).containsOnlyKeys("scans-11", "scans-12");
  }

  /// Number 11 of the negative tests.
  @Test
  void unknownEventCountIsNotZero() {
    run(10, "scan", null);

    Listening.Result result = hear("");

    assertThat(result.yard().trains()).isEmpty();
    assertThat(status(result).lacking())
        .containsExactly(new ListenerStatus.Lacking(10, List.of("events")));
    run(10, "scan", 5000);
    assertThat(hear("").yard().trains()).containsOnlyKeys("scans-10");
  }

  @Test
  void fewEventsWaitForAPersonWhoMayValidateOrDropTheRun() {
    run(10, "scan", 3);
    run(11, "scan", 3);
    run(12, "scan", 3);

    Listening.Result result = hear("validated: [11], bad: [{run: 12, reason: noise}]");

    assertThat(result.yard().trains()).containsOnlyKeys("scans-11");
    assertThat(status(result).waiting().toString()).isEqualTo("10");
    assertThat(status(result).bad().toString()).isEqualTo("12");
  }

  /// Number 6 of the negative tests.
  @Test
  void sameRequestTwiceMakesTheSameTrainsAlsoAfterThreeDaysAndARestart() {
    run(10, "scan", 5000);
    Listening.Result first = hear("");
    listening = new Listening();
    now = now.plus(Duration.ofDays(3));

    Listening.Result again = hear("");

    assertThat(again.yard().trains()).isEqualTo(first.yard().trains());
  }

  @Test
  void runThatDisappearsAfterItsTrainBeganUndoesNothing() {
    run(10, "scan", 5000);
    finish(hear(""));
    runs.remove(10L);
    run(11, "scan", 5000);

    Listening.Result result = hear("");

    assertThat(result.yard().trains()).containsKey("scans-10");
    assertThat(status(result).gone().toString()).isEqualTo("10");
    assertThat(condition(result, ListenerStatus.STILL_MATCHING).message()).contains("run 10");
  }

  @Test
  void runThatDisappearsWhileItsTrainRunsEndsNothing() {
    run(10, "scan", 5000);
    run(11, "scan", 5000);
    put(hear(""), "scans-10", new TrainPhase.Running());
    runs.remove(10L);

    Listening.Result result = hear("");

    assertThat(train(result, "scans-10").spec().runs()).containsExactly(10L);
    assertThat(status(result).gone().toString()).isEqualTo("10");
  }

  @Test
  void runThatStopsMatchingBeforeItsTrainBeganStartsNothing() {
    run(10, "scan", 5000);
    Listening.Result result = hear("");
    put(result, "scans-10", new TrainPhase.Pending());
    run(10, "corrected", 5000);

    assertThat(hear("").yard().trains()).isEmpty();
  }

  @Test
  void startsNoMoreThanThereArePlaces() {
    for (int run = 10; run < 20; run++) {
      run(run, "scan", 5000);
    }
    Listening.Result result =
        hear("starts: {most: 3, train: {dataset: d, wagons: {named: [a/w]}}}");

    assertThat(result.yard().trains()).containsOnlyKeys("scans-10", "scans-11", "scans-12");
    assertThat(status(result).queued()).isEqualTo(7);
  }

  /// Number 13 of the negative tests.
  @Test
  void holdReachesWhatRuns() {
    run(10, "scan", 5000);
    run(11, "scan", 5000);
    Listening.Result first = hear("");
    put(first, "scans-10", new TrainPhase.Running());

    assertThat(train(hear("suspend: true"), "scans-10").spec().suspend()).isTrue();
    Listening.Result held = hear("held: [10]");

    assertThat(train(held, "scans-10").spec().suspend()).isTrue();
    assertThat(train(held, "scans-11").spec().suspend()).isFalse();
  }

  @Test
  void changeOfTheTemplateRunsNothingAgainUnlessRerunIsRaised() {
    run(10, "scan", 5000);
    finish(hear(""));
    String template = "starts: {train: {dataset: d, scope: test, wagons: {named: [a/w]}}}";

    assertThat(train(hear(template), "scans-10").spec().rerun()).isZero();
    assertThat(train(hear(template + ", rerun: 1"), "scans-10").spec().rerun()).isEqualTo(1);
    assertThat(train(hear("again: [{run: 10, times: 2}]"), "scans-10").spec().rerun()).isEqualTo(2);
  }

  /// A controller that dies after it has made a batch and before that is known to others makes
  /// perhaps another one, but has started nothing.
  @Test
  void batchStartsNothingBeforeItIsPublished() {
    String batch =
        "starts: {batch: {runs: 2, after: 6h}, train: {dataset: d, wagons: {named: [a/w]}}}";
    run(10, "scan", 5000);
    run(12, "scan", 5000);

    Listening.Result first = listening.hear(yard(batch), before(Map.of()), now);
    said = first.statuses();
    Listening.Result unpublished = listening.hear(yard(batch), before(Map.of()), now);
    run(11, "scan", 5000);
    Listening.Result published = listening.hear(yard(batch), before(said), now);

    assertThat(first.yard().trains()).isEmpty();
    assertThat(unpublished.yard().trains()).isEmpty();
    assertThat(train(published, "scans-10").spec().runs()).containsExactly(10L, 12L);
    assertThat(published.yard().trains()).hasSize(1);
  }

  /// Its trains are still known, and what each of them was for.
  @Test
  void listenerThatWasDeletedAndIsBackRunsNothingAgain() {
    String batch =
        "starts: {batch: {runs: 2, after: 6h}, train: {dataset: d, wagons: {named: [a/w]}}}";
    run(10, "scan", 5000);
    run(12, "scan", 5000);
    hear(batch);
    finish(hear(batch));
    said = listening.hear(SmallStatus.yard(), before(said), now).statuses();

    hear(batch);
    Listening.Result back = hear(batch);

    assertThat(back.yard().trains()).containsOnlyKeys("scans-10");
    assertThat(train(back, "scans-10").spec().runs()).containsExactly(10L, 12L);
    assertThat(status(back).batches()).hasSize(1);
    assertThat(status(back).gathering()).isNull();
  }

  /// The status branch was lost: what the store knows decides which runs share a train.
  @Test
  void batchesOfOrdersInTheStoreAreMadeAgainAsTheyWere() {
    String batch =
        "starts: {batch: {runs: 2, after: 6h}, train: {dataset: d, wagons: {named: [a/w]}}}";
    run(10, "scan", 5000);
    run(11, "scan", 5000);
    run(12, "scan", 5000);
    Batch orders = new Batch(10, RunSet.of(List.of(10L, 12L)));
    Before lost =
        new Before(
            Map.of(),
            Map.of(),
            Map.of("scans", List.of(orders)),
            trains,
            Map.of("s", SourceView.read(new RunTable(FIELDS, new TreeMap<>(runs)))));

    said = listening.hear(yard(batch), lost, now).statuses();
    Listening.Result next = hear(batch);

    assertThat(train(next, "scans-10").spec().runs()).containsExactly(10L, 12L);
    assertThat(next.yard().trains()).hasSize(1);
    assertThat(status(next).gathering()).isEqualTo(now);
  }

  @Test
  void fewerRunsMakeABatchWhenTheFirstHasWaitedLongEnough() {
    String batch =
        "starts: {batch: {runs: 9, after: 6h}, train: {dataset: d, wagons: {named: [a/w]}}}";
    run(10, "scan", 5000);
    assertThat(hear(batch).due()).contains(START.plus(Duration.ofHours(6)));
    now = START.plus(Duration.ofHours(7));

    hear(batch);

    assertThat(hear(batch).yard().trains()).containsOnlyKeys("scans-10");
  }

  @Test
  void keepsWhatWasKnownWhileTheSourceIsAway() {
    run(10, "scan", 5000);
    hear("");
    listening = new Listening();
    SourceView away = SourceView.UNREAD.failed("SourceGone", "it is gone");

    Listening.Result result =
        listening.hear(yard(""), new Before(said, said, Map.of(), trains, Map.of("s", away)), now);

    assertThat(result.yard().trains()).containsOnlyKeys("scans-10");
    assertThat(condition(result, ListenerStatus.SOURCE_READ).reason()).isEqualTo("SourceGone");
  }

  @Test
  void cataloguesOfAHundredThousandRunsAreHeardAtTheCostOfWhatIsNew() {
    for (int run = 10; run < 100_010; run++) {
      run(run, "scan", 5000);
    }
    hear("");
    RunTable table = new RunTable(FIELDS, new TreeMap<>(runs));
    Snapshot yard = yard("");
    Before before = new Before(said, said, Map.of(), trains, Map.of("s", SourceView.read(table)));
    listening.hear(yard, before, now);
    long start = System.nanoTime();

    for (int i = 0; i < 20; i++) {
      listening.hear(yard, before, now);
    }

    Duration each = Duration.ofNanos((System.nanoTime() - start) / 20);
    assertThat(each).isLessThan(Duration.ofSeconds(2));
  }

  private void run(long run, String tag, @Nullable Integer events) {
    RunValue count = events == null ? null : new RunValue.Amount(BigDecimal.valueOf(events));
    runs.put(
        run, new RunRecord(run, FIELDS, new @Nullable RunValue[] {new RunValue.Text(tag), count}));
  }

  private Listening.Result hear(String more) {
    Listening.Result result = listening.hear(yard(more), before(said), now);
    said = result.statuses();
    return result;
  }

  private Before before(Map<String, ListenerStatus> published) {
    RunTable table = new RunTable(FIELDS, new TreeMap<>(runs));
    return new Before(said, published, Map.of(), trains, Map.of("s", SourceView.read(table)));
  }

  private void finish(Listening.Result result) {
    result.yard().trains().keySet().forEach(it -> put(result, it, new TrainPhase.Succeeded(now)));
  }

  private void put(Listening.Result result, String name, TrainPhase phase) {
    assertThat(result.yard().trains()).containsKey(name);
    trains.put(name, SmallStatus.train(name, phase, 0));
  }

  private static Declared<TrainSpec> train(Listening.Result result, String name) {
    return Objects.requireNonNull(result.yard().trains().get(name), name);
  }

  private static ListenerStatus status(Listening.Result result) {
    return Objects.requireNonNull(result.statuses().get("scans"));
  }

  private static Condition condition(Listening.Result result, String type) {
    return status(result).conditions().stream()
        .filter(it -> it.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /// @param more fields of the listener
  private static Snapshot yard(String more) {
    String starts =
        more.contains("starts:") ? "" : "starts: {train: {dataset: d, wagons: {named: [a/w]}}}";
    String head = "apiVersion: trainyard.dev/v1\nkind: %s\nmetadata: {name: %s}\nspec: %s\n";
    String fields =
        "{source: s, firstRun: 10, match: {tag: {equal: scan}, events: {atLeast: 1}},"
            + " validation: {unless: {events: {atLeast: 100}}}, %s}"
                .formatted(
                    more.isEmpty() || starts.isEmpty() ? more + starts : more + ", " + starts);
    Map<String, String> files =
        Map.of(
            "listeners/scans.yaml", head.formatted("RunListener", "scans", fields),
            "datasets/d.yaml",
                head.formatted(
                    "Dataset",
                    "d",
                    "{type: data, runs: {from: [{listener: scans}]}, files: {pattern:"
                        + " 'file:{run}/*'}}"),
            "packages/p.yaml", head.formatted("Package", "p", "{source: {folder: p}}"),
            "analyses/a/analysis.yaml", head.formatted("Analysis", "a", "{owners: [me]}"),
            "analyses/a/wagons/w.yaml",
                head.formatted(
                    "Wagon",
                    "w",
                    "{analysis: a, package: {name: p}, command: [run], outputs: [{file: o,"
                        + " mediaType: text/csv, merge: {concatenate: {}}}]}"));
    Snapshot yard = TextYard.read(files);
    assertThat(yard.problems()).isEmpty();
    return yard;
  }
}
