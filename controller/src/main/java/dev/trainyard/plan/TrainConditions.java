package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainPhase.Merging;
import dev.trainyard.model.status.TrainPhase.Running;
import dev.trainyard.model.status.TrainPhase.Submitted;
import dev.trainyard.model.status.TrainPhase.Testing;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.WorkOrder;
import java.time.Instant;
import java.util.Optional;

/// The conditions of a train: `Ready` (its outputs are there), `Stalled` (only a person can help),
/// `SpecAccepted` (the declared spec is the one that runs), `Declared` (its file is there) and
/// `ImageUsed` (its packages run in their image).
final class TrainConditions {
  static final String READY = "Ready";
  static final String STALLED = "Stalled";
  static final String DECLARED = "Declared";
  static final String SPEC_ACCEPTED = "SpecAccepted";

  static final String IMAGE_USED = "ImageUsed";

  /// The reason where an engine says something of a train's jobs.
  static final String ENGINE = "EngineSays";

  private TrainConditions() {}

  /// Composed of packages that have an image.
  static TrainStatus image(TrainStatus status, WorkOrder order, Instant now) {
    Optional<PackageVersion> owner =
        order.packages().stream().filter(version -> version.image() != null).findFirst();
    if (owner.isEmpty()) {
      return status;
    }
    Optional<String> pinned = order.image();
    String message =
        pinned.isPresent()
            ? "its jobs run in " + pinned.get()
            : "engine %s runs no containers: image %s of package %s is not used, programs run on the machine as it is"
                .formatted(
                    order.terms().engine(),
                    owner.map(PackageVersion::image).map(PackageImage::reference).orElse(""),
                    owner.get().name());
    return pinned.isPresent()
        ? status.with(new Condition(IMAGE_USED, Truth.TRUE, "Pinned", message, now))
        : status.with(new Condition(IMAGE_USED, Truth.FALSE, "NoContainers", message, now));
  }

  /// On its way: nobody has to do anything.
  static TrainStatus progressing(TrainStatus status, Refusal why, Instant now) {
    return status
        .with(new Condition(READY, Truth.FALSE, why.reason(), why.message(), now))
        .with(new Condition(STALLED, Truth.FALSE, why.reason(), "", now));
  }

  /// Composed, and the engine was heard of.
  static TrainStatus underway(TrainStatus status, Underway phase, Instant now) {
    String words =
        switch (phase) {
          case Testing() -> "it is tested as a whole";
          case Submitted(), Running() -> "its jobs are with the engine";
          case Merging() -> "its outputs are being merged";
        };
    return progressing(status, new Refusal(phase.word(), words), now);
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

  /// The engine was asked, and says what is neither waiting nor running.
  static TrainStatus strange(TrainStatus status, String says, Instant now) {
    return progressing(status, new Refusal(ENGINE, says), now);
  }

  /// Its file is gone.
  static TrainStatus deleted(TrainStatus status, Instant now) {
    String message = "its file was deleted; declare it again to start it anew";
    TrainStatus gone = status.with(new Condition(DECLARED, Truth.FALSE, "Deleted", message, now));
    return status.phase() instanceof TrainPhase.Cancelled
        ? stalled(gone, new Refusal("Deleted", message), now)
        : gone;
  }

  /// Whether its file was gone when last seen.
  static boolean isDeleted(TrainStatus status) {
    return Condition.denies(status.conditions(), DECLARED);
  }

  static TrainStatus specAccepted(TrainStatus status, Instant now) {
    boolean spokenOf = status.conditions().stream().anyMatch(c -> c.type().equals(SPEC_ACCEPTED));
    return spokenOf
        ? status.with(new Condition(SPEC_ACCEPTED, Truth.TRUE, "Accepted", "", now))
        : status;
  }

  static TrainStatus specUnreadable(TrainStatus status, Instant now) {
    String message = "its file cannot be read: see the problems of the yard, and mend it";
    return status.with(new Condition(SPEC_ACCEPTED, Truth.FALSE, "InvalidSpec", message, now));
  }

  static TrainStatus specRefused(TrainStatus status, String message, Instant now) {
    return status.with(
        new Condition(SPEC_ACCEPTED, Truth.FALSE, "FieldMayNotChange", message, now));
  }
}
