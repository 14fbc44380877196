package dev.trainyard.controller;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.YardClaim;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Folds what a round decided and did into what it says: pure, and equal input gives equal output.
final class StatusFolder {
  static final String REFUSED = "ActionRefused";

  private final String version;
  private final String yard;

  StatusFolder(String version, String yard) {
    this.version = version;
    this.yard = yard;
  }

  /// What a round found out besides its plan.
  ///
  /// @param conditions of the yard as a whole, from what was said of it before: whether the remote,
  ///   the store and history are sound
  /// @param claim which controller works on the yard
  /// @param pulls pull requests as they were found
  /// @param listeners as they stand, as are `pipelines`
  record Findings(
      Map<String, DatasetListing> listings,
      List<ActionResult> results,
      UnaryOperator<List<Condition>> conditions,
      YardClaim claim,
      List<PullCase> pulls,
      Map<String, ListenerStatus> listeners,
      Map<String, PipelineStatus> pipelines) {
    /// Without pull requests, listeners and pipelines.
    Findings(
        Map<String, DatasetListing> listings,
        List<ActionResult> results,
        UnaryOperator<List<Condition>> conditions,
        YardClaim claim) {
      this(listings, results, conditions, claim, List.of(), Map.of(), Map.of());
    }
  }

  /// The memory after the round.
  Memory fold(Memory before, Snapshot snapshot, Plan plan, Findings findings, Instant now) {
    Map<String, ActionResult> failures = failures(findings.results());
    return before.then(
        controller(before, snapshot, findings),
        trains(before, plan, failures, now),
        WagonFolder.fold(before, snapshot, plan.tests(), failures, now),
        datasets(before, snapshot, findings.listings(), now),
        PullFolder.fold(before, findings.pulls(), plan.pulls(), failures, now),
        findings.listeners(),
        findings.pipelines());
  }

  /// The first failure of each subject, of each order, for equal wagons share one, and of ending
  /// something.
  static Map<String, ActionResult> failures(List<ActionResult> results) {
    Map<String, ActionResult> failures = new HashMap<>();
    for (ActionResult result : results) {
      if (!(result instanceof ActionResult.Done)) {
        failures.putIfAbsent(result.action().subject(), result);
        if (result.action() instanceof Action.SubmitJobs jobs) {
          failures.putIfAbsent(jobs.order().id(), result);
        }
        failures.putIfAbsent(result.action().matter(), result);
      }
    }
    return failures;
  }

  /// What the controller says of itself after the round.
  ControllerStatus controller(Memory before, Snapshot snapshot, Findings findings) {
    List<Condition> all =
        findings
            .conditions()
            .apply(before.controllerStatus().map(ControllerStatus::conditions).orElse(List.of()));
    List<Problem> problems =
        snapshot.problems().stream()
            .sorted(Comparator.comparing(Problem::severity).thenComparing(Function.identity()))
            .toList();
    return new ControllerStatus(
        version,
        yard,
        snapshot.commit(),
        all,
        problems.size(),
        problems.stream().limit(ControllerStatus.MOST_PROBLEMS).toList(),
        findings.claim());
  }

  /// A train whose action failed stays where it was: it is planned again in the next round. One
  /// that an engine can never run has failed; one that is over stays so, whatever of its leftovers
  /// cannot be ended yet.
  private static Map<String, TrainStatus> trains(
      Memory before, Plan plan, Map<String, ActionResult> failures, Instant now) {
    Map<String, TrainStatus> trains = new HashMap<>();
    for (TrainStatus planned : plan.trains()) {
      ActionResult failure = failures.isEmpty() ? null : failures.get(planned.subject());
      TrainStatus prior = before.trains().get(planned.name());
      boolean isLeft = prior != null && prior.phase() instanceof TrainPhase.Terminal;
      if (failure == null || (isLeft && planned.phase() instanceof TrainPhase.Terminal)) {
        trains.put(planned.name(), planned);
      } else if (failure instanceof ActionResult.Refused(var _, String why)
          && planned.phase() instanceof TrainPhase.Underway) {
        trains.put(planned.name(), refused(planned, why, now));
      } else {
        TrainStatus kept = prior == null ? notLeft(planned, now) : prior;
        trains.put(planned.name(), kept.with(actionFailed(failure, now)));
      }
    }
    return trains;
  }

  /// A train as it was before its first action.
  private static TrainStatus notLeft(TrainStatus train, Instant now) {
    return train.enter(new TrainPhase.Pending(), now).carrying(null);
  }

  /// What of it runs already is ended as that of any train that is over.
  private static TrainStatus refused(TrainStatus train, String why, Instant now) {
    String next = why + "; mend the cause and raise spec.rerun to run it again";
    return train
        .enter(new TrainPhase.Failed(now, REFUSED), now)
        .with(new Condition("Ready", Truth.FALSE, REFUSED, next, now))
        .with(new Condition("Stalled", Truth.TRUE, REFUSED, next, now));
  }

  private static Condition actionFailed(ActionResult result, Instant now) {
    return switch (result) {
      case ActionResult.Retryable(var _, String message) ->
          new Condition(
              "Ready", Truth.UNKNOWN, "ActionFailed", message + "; it is tried again", now);
      case ActionResult.Postponed(var _, String message) ->
          new Condition("Ready", Truth.UNKNOWN, "Preparing", message, now);
      case ActionResult.Refused(var _, String message) ->
          new Condition("Ready", Truth.FALSE, REFUSED, message, now);
      case ActionResult.Done(var _) -> new Condition("Ready", Truth.UNKNOWN, "ActionDone", "", now);
    };
  }

  private static Map<String, DatasetStatus> datasets(
      Memory before, Snapshot snapshot, Map<String, DatasetListing> listings, Instant now) {
    Map<String, DatasetStatus> datasets = new HashMap<>();
    for (Declared<DatasetSpec> dataset : snapshot.datasets().values()) {
      if (dataset.spec().made() != null) {
        continue; // of a build: no file declares it
      }
      DatasetStatus prior = before.datasets().get(dataset.name());
      DatasetStatus next = dataset(dataset, prior, snapshot.commit(), listings, now);
      boolean same = prior != null && next.equals(at(prior, next.observedCommit()));
      datasets.put(dataset.name(), same ? prior : next);
    }
    return datasets;
  }

  private static DatasetStatus at(DatasetStatus s, CommitId commit) {
    return new DatasetStatus(
        s.name(),
        s.description(),
        commit,
        s.listing(),
        s.files(),
        s.bytes(),
        s.runs(),
        s.conditions());
  }

  private static DatasetStatus dataset(
      Declared<DatasetSpec> dataset,
      @Nullable DatasetStatus prior,
      CommitId commit,
      Map<String, DatasetListing> listings,
      Instant now) {
    String description = dataset.spec().description();
    List<Condition> conditions = prior == null ? List.of() : prior.conditions();
    DatasetListing listing = listings.get(dataset.name());
    return switch (listing) {
      case DatasetListing.Listed(InputListing files) ->
          new DatasetStatus(
              dataset.name(),
              description,
              commit,
              files.digest(),
              files.files().size(),
              files.bytes(),
              (int)
                  files.files().stream()
                      .map(InputFile::run)
                      .filter(Objects::nonNull)
                      .distinct()
                      .count(),
              Condition.with(conditions, new Condition("Listed", Truth.TRUE, "Listed", "", now)));
      case DatasetListing.Failed(String reason, String message) ->
          new DatasetStatus(
              dataset.name(),
              description,
              commit,
              prior == null ? null : prior.listing(),
              prior == null ? 0 : prior.files(),
              prior == null ? 0 : prior.bytes(),
              prior == null ? 0 : prior.runs(),
              Condition.with(
                  conditions, new Condition("Listed", Truth.FALSE, reason, message, now)));
      case DatasetListing.Unknown(String _) -> unasked(dataset, prior, commit);
      case null -> unasked(dataset, prior, commit);
    };
  }

  private static DatasetStatus unasked(
      Declared<DatasetSpec> dataset, @Nullable DatasetStatus prior, CommitId commit) {
    return prior != null
        ? prior
        : new DatasetStatus(
            dataset.name(), dataset.spec().description(), commit, null, 0, 0, 0, List.of());
  }
}
