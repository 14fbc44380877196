package dev.trainyard.plan;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import java.time.Instant;

/// One try of one job, as engine and store together tell it.
sealed interface Attempt {
  /// Accepted, and not seen to run.
  record Queued() implements Attempt {}

  record Running() implements Attempt {}

  /// It left a result that is no success.
  record Failed(JobResult result) implements Attempt {}

  /// It is over and left nothing.
  ///
  /// @param submitted when it was submitted: the latest that is known of it
  /// @param why what the engine says of it; may be empty
  record Lost(Instant submitted, String why) implements Attempt {}

  /// Somebody ended it in the engine. Whoever cancels a train or a test for us leaves its order for
  /// good, so this was not us.
  ///
  /// @param submitted when it was submitted: the latest that is known of it
  record Cancelled(Instant submitted) implements Attempt {}

  /// Why it ended, in the words of the retry policy; for attempts that are over.
  default ExitCause cause() {
    return switch (this) {
      case Failed(JobResult result) -> result.cause();
      case Lost(_, _) -> ExitCause.LOST;
      case Queued(), Running(), Cancelled(_) -> ExitCause.CANCELLED;
    };
  }

  default boolean isOver() {
    return switch (this) {
      case Queued(), Running() -> false;
      case Failed(_), Lost(_, _), Cancelled(_) -> true;
    };
  }

  /// When it ended at the earliest.
  default Instant ended() {
    return switch (this) {
      case Failed(JobResult result) -> result.finished();
      case Lost(Instant submitted, _) -> submitted;
      case Cancelled(Instant submitted) -> submitted;
      case Queued(), Running() -> Instant.EPOCH;
    };
  }
}
