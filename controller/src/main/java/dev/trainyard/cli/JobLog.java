package dev.trainyard.cli;

import java.nio.file.Path;
import java.time.Instant;

/// A log of one wagon in one execution of a job.
///
/// @param order the order that the job belongs to
/// @param attempt from 1, in the order in which executions ended
/// @param wagon the instance
record JobLog(
    String order,
    int job,
    int attempt,
    String wagon,
    State state,
    long size,
    Instant written,
    Path file) {

  /// What became of the execution.
  enum State {
    FAILED("failed"),
    RUNNING("running"),
    DONE("done");

    private final String word;

    State(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// `job 3, attempt 2, first/letters, failed`.
  String title() {
    return "job %d, attempt %d, %s, %s".formatted(job, attempt, wagon, state);
  }
}
