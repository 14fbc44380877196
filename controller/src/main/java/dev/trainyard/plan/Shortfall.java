package dev.trainyard.plan;

import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.MergePreview.Effect;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.DatasetListing;
import java.util.List;
import java.util.Optional;

/// What trains lack that have run over a dataset, or run, which a merge changes.
final class Shortfall {
  private final Ready ready;
  private final TestDesk desk;
  private final Candidates candidates;
  private final Suppositions suppositions;
  private final Looked looked;

  /// @param looked takes down what this is made from
  Shortfall(
      PullTests.Known known, Candidates candidates, Suppositions suppositions, Looked looked) {
    this.ready = known.ready();
    this.desk = known.desk();
    this.candidates = candidates;
    this.suppositions = suppositions;
    this.looked = looked;
  }

  /// A train that ran, or runs, over other files than it would get now.
  Optional<TrainForecast> of(TrainStatus status) {
    Declared<TrainSpec> train = ready.after().trains().get(status.name());
    if (train == null || !ready.impact().datasets().contains(status.dataset())) {
      return Optional.empty();
    }
    looked.train(status.name());
    boolean has =
        status.phase() instanceof TrainPhase.Succeeded
            || status.phase() instanceof TrainPhase.Underway;
    Declared<DatasetSpec> after = ready.after().datasets().get(status.dataset());
    Declared<DatasetSpec> before = ready.before().datasets().get(status.dataset());
    if (!has
        || after == null
        || before == null
        || !(ready.listings().get(after.name()) instanceof DatasetListing.Listed(var now))
        || !(ready.earlier().get(before.name()) instanceof DatasetListing.Listed(var then))) {
      return Optional.empty();
    }
    Declared<TrainSpec> composed = composedFrom(train, status);
    TrainSpec spec = composed.spec();
    FileComparison files =
        new FileComparison(
            desk.files(spec, before.spec(), then), desk.files(spec, after.spec(), now));
    return files.isSame() ? Optional.empty() : Optional.of(incomplete(composed, after, files));
  }

  /// The file that a train was composed from: what the merge makes of it does not move its files.
  private Declared<TrainSpec> composedFrom(Declared<TrainSpec> after, TrainStatus status) {
    Declared<TrainSpec> before = ready.before().trains().get(after.name());
    return before != null && candidates.spec(before).equals(status.spec()) ? before : after;
  }

  private TrainForecast incomplete(
      Declared<TrainSpec> train, Declared<DatasetSpec> dataset, FileComparison files) {
    Suppositions.Supposition supposed = suppositions.of(train);
    TrainSpec spec = train.spec();
    Cost cost =
        new Composer(ready.after(), Images.UNUSED).compose(suppositions.asked(train), spec.tags())
                instanceof Composer.Outcome.Composed composed
            ? new CostEstimate(ready.after(), supposed.known().values())
                .of(
                    composed.runs(),
                    files.added(),
                    InputSelection.split(files.added(), dataset.spec()).size(),
                    files.added().stream().limit(1).toList())
            : Cost.NONE;
    return new TrainForecast(
        train.name(),
        Effect.INCOMPLETE,
        files.text()
            + "; the cost is that of what it would lack, raise spec.rerun to run all again",
        spec.dataset(),
        spec.scope().toString(),
        List.of(),
        0,
        files.added().isEmpty() ? Cost.NONE : cost);
  }
}
