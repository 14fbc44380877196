package dev.trainyard.job;

import dev.trainyard.model.work.ExitCause;

/// A job or merge cannot go on, for a reason that is recorded and decides what happens next.
final class JobFailure extends Exception {
  private final transient ExitCause cause;

  /// @param message one line for people
  JobFailure(ExitCause cause, String message) {
    super(message);
    this.cause = cause;
  }

  ExitCause cause() {
    return cause;
  }

  /// The same, seen when something else had failed.
  JobFailure after(JobFailure other) {
    return new JobFailure(cause, text() + " (" + other.text() + ")");
  }

  /// One line for people.
  String text() {
    String message = getMessage();
    return message == null ? cause.toString() : LogExcerpt.cleanLine(message);
  }
}
