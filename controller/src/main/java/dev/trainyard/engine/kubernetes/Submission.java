package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.KeptSubmission;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.model.work.Standing.Course;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A submission to Kubernetes, with the record that owns its Jobs.
final class Submission extends KeptSubmission<PartWatch> {
  private Entry entry;
  private Instant openedAt = Instant.MIN;
  private @Nullable Course gate;

  /// One that is under way.
  Submission(Entry entry) {
    super(entry.order().array(), entry.order().jobSize(), entry.standing(), PartWatch::new);
    this.entry = entry;
    if (entry.isCancelled()) {
      cancel();
    }
  }

  /// One that is over.
  Submission(Entry entry, SubmissionOutcome outcome) {
    super(entry.order().array(), entry.order().jobSize(), outcome);
    this.entry = entry.withoutContent();
  }

  /// Whether its tasks may start, as far as this engine has seen to it.
  Optional<Course> gate() {
    return Optional.ofNullable(gate);
  }

  void gate(Course is) {
    gate = is;
  }

  /// Its gate was opened, by the steady clock.
  void opened(Instant now) {
    openedAt = now;
  }

  /// When its gate was opened last, as far as this engine knows.
  Instant openedAt() {
    return openedAt;
  }

  Entry entry() {
    return entry;
  }

  @Override
  public void close(Instant now) {
    super.close(now);
    entry = entry.withoutContent();
  }
}
