package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainPhase.Cancelled;
import dev.trainyard.model.status.TrainPhase.Terminal;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainPhase.Waiting;
import dev.trainyard.model.status.TrainStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides when the phase of a train changes. A round moves a train by at most one phase:
/// [#advance] hands a train that is still to be composed to [Departure] and one that is underway to
/// [Journey]; [#undeclared] ends one whose file is gone.
final class TrainMachine {
  private final Facts facts;
  private final Candidates candidates;
  private final Departure departure;
  private final Journey journey;
  private final Cancellation cancellation;
  private final Freshness freshness;

  TrainMachine(
      Facts facts,
      Candidates candidates,
      Departure departure,
      Journey journey,
      Freshness freshness) {
    this.facts = facts;
    this.candidates = candidates;
    this.departure = departure;
    this.journey = journey;
    this.freshness = freshness;
    this.cancellation = new Cancellation(facts);
  }

  /// Moves a declared train.
  TrainStep advance(Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    Optional<TrainStatus> candidate = candidates.of(train, prior);
    if (prior != null && prior.phase() instanceof Underway phase) {
      return candidate.isPresent()
          ? restart(prior, candidate.get())
          : journey.go(train, admitted(train, prior), phase);
    }
    return candidate.isPresent()
        ? departure.decide(train, readable(train, candidate.get()))
        : over(judged(train, requireNonNull(prior, "a train without status is a candidate")));
  }

  /// A train that no valid file declares: its file is gone, or cannot be read.
  TrainStep undeclared(TrainStatus prior) {
    boolean unreadable = facts.snapshot().unreadableTrains().contains(prior.name());
    return unreadable && !TrainConditions.isDeleted(prior) ? unreadable(prior) : deleted(prior);
  }

  /// Ends a train whose file is gone; one that is over keeps its phase.
  private TrainStep deleted(TrainStatus prior) {
    return switch (prior.phase()) {
      case Terminal _ -> over(TrainConditions.deleted(prior, facts.now()));
      case Waiting _, Underway _ -> {
        Optional<Wait> obstacle = cancellation.obstacle(prior);
        TrainStatus cancelled = prior.enter(new Cancelled(facts.now(), "Deleted"), facts.now());
        yield obstacle.isPresent()
            ? waiting(prior, obstacle.get())
            : TrainStep.doing(
                TrainConditions.deleted(cancelled, facts.now()),
                cancellation.everything(prior, "its file was deleted"));
      }
    };
  }

  private TrainStatus readable(Declared<TrainSpec> train, TrainStatus status) {
    return facts.snapshot().isBroken(train)
        ? status
        : TrainConditions.specAccepted(status, facts.now());
  }

  /// Leaves a train alone whose file cannot be read: that is not a deletion. What runs goes on.
  private TrainStep unreadable(TrainStatus prior) {
    TrainStatus kept = TrainConditions.specUnreadable(prior, facts.now());
    String message = "its file cannot be read; mend it, what runs goes on until then";
    Wait wait = new Wait(prior.subject(), "InvalidSpec", message);
    return switch (prior.phase()) {
      case Terminal _ -> over(kept);
      case Waiting _, Underway _ -> new TrainStep(kept, List.of(), List.of(wait), null);
    };
  }

  /// Ends what runs; when nothing of it is left, the train starts again.
  private TrainStep restart(TrainStatus prior, TrainStatus candidate) {
    Optional<Wait> obstacle = cancellation.obstacle(prior);
    if (obstacle.isPresent()) {
      return waiting(prior, obstacle.get());
    }
    List<Action> cancels = cancellation.everything(prior, "spec.rerun was raised");
    if (!cancels.isEmpty()) {
      Refusal why = new Refusal("Cancelling", "spec.rerun was raised: what runs is ended first");
      return TrainStep.doing(TrainConditions.progressing(prior, why, facts.now()), cancels);
    }
    Refusal why = new Refusal("RerunRaised", "spec.rerun was raised: it starts again");
    return TrainStep.of(TrainConditions.progressing(candidate, why, facts.now()));
  }

  /// As long as an engine cannot be asked, the train stays what it is.
  private TrainStep waiting(TrainStatus prior, Wait wait) {
    TrainStatus unknown = TrainConditions.unknown(prior, wait.message(), facts.now());
    return new TrainStep(unknown, List.of(), List.of(wait), null);
  }

  /// The trains of pipelines say what has changed; of others, only what their file says counts.
  private TrainStatus judged(Declared<TrainSpec> train, TrainStatus prior) {
    return facts.snapshot().pipelines().hasStarted(train.name())
        ? freshness.judge(train, prior)
        : admitted(train, prior);
  }

  private TrainStep over(TrainStatus status) {
    return TrainStep.doing(status, cancellation.leftovers(status));
  }

  /// A composed train takes only changes of fields that may change.
  private TrainStatus admitted(Declared<TrainSpec> train, TrainStatus prior) {
    if (facts.snapshot().isBroken(train)) {
      return prior;
    }
    if (train.spec().rerun() < prior.rerun()) {
      return TrainConditions.specRefused(
          prior,
          "spec.rerun went down from %d to %d, which has no effect; raise it above %d to run again"
              .formatted(prior.rerun(), train.spec().rerun(), prior.rerun()),
          facts.now());
    }
    if (!prior.spec().equals(candidates.spec(train))) {
      return TrainConditions.specRefused(
          prior,
          "the train was composed from an earlier version of %s, and only priority, suspend, rerun and description may change since; raise spec.rerun to run it as it stands now"
              .formatted(train.position().path()),
          facts.now());
    }
    return TrainConditions.specAccepted(prior, facts.now());
  }
}
