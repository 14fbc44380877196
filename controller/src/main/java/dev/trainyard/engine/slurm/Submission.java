package dev.trainyard.engine.slurm;

import dev.trainyard.engine.KeptSubmission;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.model.work.Standing;
import java.time.Duration;
import java.time.Instant;

/// A submission to Slurm, and when what is left of it is tried again.
final class Submission extends KeptSubmission<PartWatch> {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final Instant acceptedAt;
  private final String digest;
  private Instant pausedUntil = Instant.MIN;
  private Duration pause = SHORTEST_PAUSE;

  /// One that is under way.
  Submission(Acceptance acceptance, Standing standing, SlurmLedger ledger) {
    super(
        acceptance.array(),
        acceptance.arraySize(),
        standing,
        tasks -> new PartWatch(tasks, ledger));
    this.acceptedAt = acceptance.at();
    this.digest = acceptance.array().digest().abbreviated();
  }

  /// One that is over.
  Submission(Acceptance acceptance, SubmissionOutcome outcome) {
    super(acceptance.array(), acceptance.arraySize(), outcome);
    this.acceptedAt = acceptance.at();
    this.digest = "";
  }

  Instant acceptedAt() {
    return acceptedAt;
  }

  /// What it runs, in short: made once, as it takes all of its indexes. Of what is over, nobody
  /// asks.
  String digest() {
    return digest;
  }

  /// Whether it is time to try again to submit what is left of it.
  boolean mayTry(Instant now) {
    return !now.isBefore(pausedUntil);
  }

  /// Submitting what is left of it failed: the next pause is twice as long.
  void failed(Instant now) {
    pausedUntil = now.plus(pause);
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /// A part of it was submitted: the next trouble is a new one.
  void succeeded() {
    pause = SHORTEST_PAUSE;
  }
}
