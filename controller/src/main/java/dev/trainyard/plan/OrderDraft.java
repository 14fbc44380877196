package dev.trainyard.plan;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.model.work.WorkOrder.Carried;
import dev.trainyard.model.work.WorkOrder.Purpose;
import dev.trainyard.model.work.WorkOrder.Terms;
import dev.trainyard.plan.Composer.Outcome.Composed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes orders from what the yard declares; whether one is pinned is not its business.
final class OrderDraft {
  /// A wagon's own failures are the test's result; only what the world does wrong is tried again.
  private static final Retry TEST_RETRY = new Retry(2, 0, 0, Duration.ofSeconds(10));

  private final PlanSettings settings;
  private final Snapshot snapshot;
  private final Instant now;
  private final RunFields fields;

  OrderDraft(Facts facts) {
    this.settings = facts.settings();
    this.snapshot = facts.snapshot();
    this.now = facts.now();
    this.fields = new RunFields(snapshot, facts.observed().sources());
  }

  /// The order of a wagon test: one job over the sample, with the policy's time limit.
  ///
  /// @param purpose of one that a pull request wants, or of any other
  WorkOrder wagonTest(WantedTest test, WagonTestStatus status, Purpose purpose) {
    Duration limit = snapshot.yard().spec().test().timeLimit();
    Declared<DatasetSpec> dataset = snapshot.datasets().get(test.dataset());
    return new WorkOrder(
        status.order(),
        purpose,
        test.wagon().toString(),
        status.observedCommit(),
        test.dataset(),
        TrainSpec.Scope.TEST.toString(),
        null,
        InputListing.digest(test.sample()),
        dataset == null ? Map.of() : fields.meta(dataset.spec(), test.sample()),
        test.composed().packages(),
        test.composed().runs().stream().map(run -> limited(run, limit)).toList(),
        List.of(new JobSplit(0, test.sample())),
        List.of(),
        List.of(),
        new Terms(settings.defaultEngine(), TEST_RETRY, 1, OnWagonFailure.FAIL),
        now,
        test.artefacts());
  }

  /// The order of a train over these files.
  ///
  /// @param artefacts all that the train gives
  WorkOrder train(
      String id,
      Declared<TrainSpec> train,
      Declared<DatasetSpec> dataset,
      Composed composed,
      List<Carried> carried,
      List<InputFile> files,
      List<Artefact> artefacts) {
    TrainSpec spec = train.spec();
    return new WorkOrder(
        id,
        Purpose.TRAIN,
        train.name(),
        snapshot.commit(),
        dataset.name(),
        spec.scope().toString(),
        spec.subset(),
        InputListing.digest(files),
        fields.meta(dataset.spec(), files),
        composed.packages(),
        composed.runs(),
        InputSelection.split(files, dataset.spec()),
        dataset.spec().mergeLists(),
        carried,
        terms(spec),
        now,
        artefacts);
  }

  private Terms terms(TrainSpec spec) {
    String engine = spec.engine() == null ? settings.defaultEngine() : spec.engine();
    return new Terms(engine, spec.retry(), spec.completion(), spec.onWagonFailure());
  }

  /// The test of a whole train: the same wagons over the sample.
  WorkOrder trainTest(WorkOrder train, List<InputFile> sample) {
    Declared<DatasetSpec> dataset = snapshot.datasets().get(train.dataset());
    return new WorkOrder(
        OrderId.trainTest(train.id()),
        Purpose.TRAIN_TEST,
        train.subject(),
        train.commit(),
        train.dataset(),
        TrainSpec.Scope.TEST.toString(),
        train.subset(),
        InputListing.digest(sample),
        dataset == null ? train.meta() : testMeta(train, dataset.spec(), sample),
        train.packages(),
        train.wagons(),
        List.of(new JobSplit(0, sample)),
        List.of(),
        List.of(),
        train.terms(),
        now,
        train.artefacts());
  }

  /// The metadata of the train, with the runs of the sample.
  private Map<String, Object> testMeta(
      WorkOrder train, DatasetSpec dataset, List<InputFile> sample) {
    if (!train.meta().containsKey(RunFields.KEY)) {
      return train.meta();
    }
    Map<String, Object> meta = new HashMap<>(train.meta());
    meta.put(RunFields.KEY, fields.meta(dataset, sample).getOrDefault(RunFields.KEY, Map.of()));
    return meta;
  }

  private static WagonRun limited(WagonRun run, Duration limit) {
    Resources r = run.resources();
    Duration time = r.time().compareTo(limit) < 0 ? r.time() : limit;
    return run.within(new Resources(r.memory(), r.cpu(), time));
  }
}
