package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.status.TrainStatus;
import java.time.Instant;

/// The conditions of a train: `Ready` (its outputs are there), `Stalled` (only a person can help)
/// and `SpecAccepted` (the declared spec is the one that runs).
final class TrainConditions {
  static final String READY = "Ready";
  static final String STALLED = "Stalled";
  static final String SPEC_ACCEPTED = "SpecAccepted";

  private TrainConditions() {}

  /// On its way: nobody has to do anything.
  static TrainStatus progressing(TrainStatus status, Refusal why, Instant now) {
    return status
        .with(new Condition(READY, Truth.FALSE, why.reason(), why.message(), now))
        .with(new Condition(STALLED, Truth.FALSE, why.reason(), "", now));
  }

  /// Waiting for a person.
  static TrainStatus stalled(TrainStatus status, Refusal why, Instant now) {
    return status
        .with(new Condition(READY, Truth.FALSE, why.reason(), why.message(), now))
        .with(new Condition(STALLED, Truth.TRUE, why.reason(), why.message(), now));
  }

  /// Done.
  static TrainStatus ready(TrainStatus status, String message, Instant now) {
    return status
        .with(new Condition(READY, Truth.TRUE, "Succeeded", message, now))
        .with(new Condition(STALLED, Truth.FALSE, "Succeeded", "", now));
  }

  /// The engine could not be asked: what was seen last is kept.
  static TrainStatus unknown(TrainStatus status, String why, Instant now) {
    String message = "the engine could not be asked (" + why + "); shown is what was seen last";
    return status.with(new Condition(READY, Truth.UNKNOWN, "EngineUnreachable", message, now));
  }

  static TrainStatus specAccepted(TrainStatus status, Instant now) {
    boolean spokenOf = status.conditions().stream().anyMatch(c -> c.type().equals(SPEC_ACCEPTED));
    return spokenOf
        ? status.with(new Condition(SPEC_ACCEPTED, Truth.TRUE, "Accepted", "", now))
        : status;
  }

  static TrainStatus specRefused(TrainStatus status, String message, Instant now) {
    return status.with(
        new Condition(SPEC_ACCEPTED, Truth.FALSE, "FieldMayNotChange", message, now));
  }
}
