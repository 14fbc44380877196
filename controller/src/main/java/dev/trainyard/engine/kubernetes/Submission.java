package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.KeptSubmission;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.model.work.Standing.Course;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A submission to Kubernetes, with the record that owns its Jobs.
final class Submission extends KeptSubmission<PartWatch> {
  private final Entry entry;
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
    this.entry = entry;
  }

  /// Whether its tasks may start, as far as this engine has seen to it.
  Optional<Course> gate() {
    return Optional.ofNullable(gate);
  }

  void gate(Course is) {
    gate = is;
  }

  Entry entry() {
    return entry;
  }
}
