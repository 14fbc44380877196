package dev.trainyard.plan;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.SubmissionName;
import java.time.Instant;

/// One try of one job, as engine and store together tell it.
sealed interface Attempt {
  /// Accepted, and not seen to run.
  record Queued() implements Attempt {}

  record Running() implements Attempt {}

  /// It left a result that is no success.
  record Failed(JobResult result) implements Attempt {}

  /// It is over and left nothing.
  record Lost(SubmissionName submission) implements Attempt {}

  record Cancelled() implements Attempt {}

  /// Why it ended, in the words of the retry policy; for attempts that are over.
  default ExitCause cause() {
    return switch (this) {
      case Failed(JobResult result) -> result.cause();
      case Lost(_) -> ExitCause.LOST;
      case Queued(), Running(), Cancelled() -> ExitCause.CANCELLED;
    };
  }

  /// When it ended, or the beginning of time if nobody knows.
  default Instant ended() {
    return switch (this) {
      case Failed(JobResult result) -> result.finished();
      case Lost(_), Queued(), Running(), Cancelled() -> Instant.EPOCH;
    };
  }
}
