package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The test of one wagon on one dataset, moved by whoever runs its jobs: with the same sample,
/// limits, retries and verdict as in a controller's rounds, because the same code decides them.
public final class WagonTrial {
  private static final String ENGINE = "local";
  private static final PlanSettings SETTINGS = new PlanSettings("trial", Set.of(ENGINE), ENGINE, 0);

  private final Snapshot yard;
  private final WantedTest test;

  private WagonTrial(Snapshot yard, WantedTest test) {
    this.yard = yard;
    this.test = test;
  }

  /// Whether a wagon can be tested.
  public sealed interface Answer {
    record Ready(WagonTrial trial) implements Answer {}

    /// A person must act first.
    record Refused(String reason, String message) implements Answer {}

    /// It could not be found out now.
    record Later(String message) implements Answer {}
  }

  /// What comes next.
  ///
  /// @param actions jobs to run, before the next step
  /// @param due the earliest time of the next step, if there is nothing to do before
  public record Step(WagonTestStatus status, List<Action> actions, @Nullable Instant due) {}

  /// Asks for the test of a wagon.
  ///
  /// @param artefacts what it is to be tested with
  public static Answer of(
      Snapshot yard,
      WagonRef wagon,
      Declared<DatasetSpec> dataset,
      DatasetListing listing,
      List<Artefact> artefacts) {
    TestDesk desk = new TestDesk(yard, new Supplies(Map.of(dataset.name(), listing)));
    return switch (desk.test(wagon, dataset, new Given(Map.of(), artefacts))) {
      case TestDesk.Answer.Needs(WantedTest test) -> new Answer.Ready(new WagonTrial(yard, test));
      case TestDesk.Answer.Refused(Refusal refusal) ->
          new Answer.Refused(refusal.reason(), refusal.message());
      case TestDesk.Answer.Later(String _, String message) -> new Answer.Later(message);
    };
  }

  public List<InputFile> sample() {
    return test.sample();
  }

  /// What it is tested with of earlier trains.
  public List<Artefact> artefacts() {
    return test.artefacts();
  }

  /// Files of the whole dataset.
  public int datasetFiles() {
    return test.datasetFiles();
  }

  /// The next step of the test.
  ///
  /// @param progress what the store says of its order, once that is pinned
  /// @param over the submissions whose jobs have ended
  public Step next(
      @Nullable OrderProgress progress, Map<SubmissionName, Sighting.Seen> over, Instant now) {
    Map<String, OrderProgress> orders =
        progress == null ? Map.of() : Map.of(progress.order().id(), progress);
    Observed observed =
        new Observed(
            Map.of(), Map.of(), Map.of(), Map.of(ENGINE, new EngineView.Listed(over)), orders);
    TestStep step = new WagonTestMachine(new Facts(SETTINGS, yard, observed, now)).advance(test);
    return new Step(step.status(), step.actions(), step.due());
  }
}
