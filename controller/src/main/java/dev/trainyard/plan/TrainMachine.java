package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainPhase.Cancelled;
import dev.trainyard.model.status.TrainPhase.Terminal;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainPhase.Waiting;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.TrainStatus.Submitted;
import dev.trainyard.model.work.EngineView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides when the phase of a train changes. A round moves a train by at most one phase:
/// [#advance] hands a waiting train to [Departure] and one that is underway to [Journey];
/// [#deleted] ends one whose file is gone.
final class TrainMachine {
  private static final String DELETED = "Deleted";

  private final Facts facts;
  private final Departure departure;
  private final Journey journey;
  private final Json json = new Json();

  TrainMachine(Facts facts, Departure departure) {
    this.facts = facts;
    this.departure = departure;
    this.journey = new Journey(facts);
  }

  /// Moves a declared train.
  TrainStep advance(Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    Digest fixed = fixedFields(train.spec());
    if (prior == null) {
      return departure.decide(train, fresh(train, fixed, 0));
    }
    if (isDeclaredAnew(prior)) {
      return departure.decide(train, fresh(train, fixed, prior.incarnation() + 1));
    }
    if (train.spec().rerun() > prior.rerun()) {
      return rerun(train, fixed, prior);
    }
    TrainStatus status = prior.phase() instanceof Waiting ? prior : admitted(train, fixed, prior);
    return switch (prior.phase()) {
      case Waiting _ -> departure.decide(train, redeclared(train, fixed, prior));
      case Underway underway -> journey.go(train, status, underway);
      case Terminal _ -> TrainStep.of(status);
    };
  }

  /// Ends a train whose file is gone; one that is over keeps its status.
  TrainStep deleted(TrainStatus prior) {
    if (prior.phase() instanceof Terminal) {
      return TrainStep.of(prior);
    }
    TrainStatus cancelled =
        TrainConditions.stalled(
            prior.enter(new Cancelled(facts.now(), DELETED), facts.now()),
            new Refusal(DELETED, "its file was deleted; declare it again to start it anew"),
            facts.now());
    return cancelling(prior, cancelled, "its file was deleted");
  }

  private TrainStep rerun(Declared<TrainSpec> train, Digest fixed, TrainStatus prior) {
    TrainStatus anew = fresh(train, fixed, prior.incarnation());
    return prior.phase() instanceof Underway
        ? cancelling(prior, anew, "spec.rerun was raised to " + train.spec().rerun())
        : departure.decide(train, anew);
  }

  /// Cancels what is left in the engines; as long as one cannot be asked, the train stays what it
  /// is.
  private TrainStep cancelling(TrainStatus prior, TrainStatus after, String why) {
    List<Action> actions = new ArrayList<>();
    for (Submitted submission : prior.submissions()) {
      if (facts.view(submission.engine()) instanceof EngineView.Unreachable(String message)) {
        Wait wait = new Wait("train " + prior.name(), "EngineUnreachable", message);
        return new TrainStep(
            TrainConditions.unknown(prior, message, facts.now()), List.of(), List.of(wait), null);
      }
      if (Submissions.isUnfinished(facts.view(submission.engine()).of(submission.name()))) {
        actions.add(
            new Action.Cancel(
                "train " + prior.name(), why, submission.engine(), submission.name()));
      }
    }
    return TrainStep.doing(after, actions);
  }

  private static boolean isDeclaredAnew(TrainStatus prior) {
    return prior.phase() instanceof Cancelled(var _, String reason) && reason.equals(DELETED);
  }

  private TrainStatus fresh(Declared<TrainSpec> train, Digest fixed, int incarnation) {
    TrainSpec spec = train.spec();
    return new TrainStatus(
        train.name(),
        spec.description(),
        spec.dataset(),
        spec.scope().toString(),
        facts.snapshot().commit(),
        fixed,
        spec.rerun(),
        incarnation,
        new TrainPhase.Pending(),
        facts.now(),
        List.of(),
        null,
        List.of(),
        JobCounts.NONE,
        List.of(),
        List.of(),
        new Coverage(0, 0, 0, 0),
        List.of(),
        List.of());
  }

  /// A waiting train takes every change of its file.
  private TrainStatus redeclared(Declared<TrainSpec> train, Digest fixed, TrainStatus prior) {
    if (prior.spec().equals(fixed)) {
      return prior;
    }
    TrainStatus anew = fresh(train, fixed, prior.incarnation());
    TrainStatus entered = anew.enter(prior.phase(), prior.since());
    return prior.conditions().stream().reduce(entered, TrainStatus::with, (a, b) -> b);
  }

  /// A composed train takes only changes of fields that may change.
  private TrainStatus admitted(Declared<TrainSpec> train, Digest fixed, TrainStatus prior) {
    if (train.spec().rerun() < prior.rerun()) {
      return TrainConditions.specRefused(
          prior,
          "spec.rerun went down from %d to %d, which has no effect; raise it above %d to run again"
              .formatted(prior.rerun(), train.spec().rerun(), prior.rerun()),
          facts.now());
    }
    if (!prior.spec().equals(fixed)) {
      return TrainConditions.specRefused(
          prior,
          "the train was composed from an earlier version of %s, and only priority, suspend, rerun and description may change since; raise spec.rerun to run it as it stands now"
              .formatted(train.position().path()),
          facts.now());
    }
    return TrainConditions.specAccepted(prior, facts.now());
  }

  /// The digest of the fields that may not change once a train is composed.
  private Digest fixedFields(TrainSpec s) {
    return json.digest(
        new TrainSpec(
            "",
            s.dataset(),
            s.scope(),
            s.subset(),
            s.wagons(),
            s.tags(),
            s.engine(),
            0,
            s.retry(),
            s.completion(),
            s.onWagonFailure(),
            false,
            0));
  }
}
