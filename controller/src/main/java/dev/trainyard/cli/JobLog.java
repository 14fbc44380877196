package dev.trainyard.cli;

import dev.trainyard.model.Kind;
import java.nio.file.Path;
import java.time.Instant;

/// A log of one wagon in one execution of a job.
///
/// @param order the order that the job belongs to
/// @param dataset what a wagon was tested on; empty for jobs of trains
/// @param attempt from 1, in the order in which executions ended
/// @param wagon the instance
/// @param identity equal for the same log wherever it lies: it moves when its job ends
record JobLog(
    String order,
    String dataset,
    int job,
    int attempt,
    String wagon,
    State state,
    long size,
    Instant written,
    Path file,
    Object identity) {

  /// What became of the execution.
  enum State {
    FAILED("failed"),
    RUNNING("running"),
    /// Whoever ran it was killed.
    LOST("lost"),
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

  /// What programs are told.
  record Value(
      String order,
      String dataset,
      int job,
      int attempt,
      String wagon,
      State state,
      long size,
      Instant written,
      String file) {}

  /// @param place where it really is
  Value value(String place) {
    return new Value(order, dataset, job, attempt, wagon, state, size, written, place);
  }

  /// Whether it is of a wagon, as people write those, or of one of its subwagons.
  boolean isOf(String text) {
    String base = wagon.replaceFirst("\\..*", "");
    return wagon.equals(text) || new Named(Kind.WAGON, base).isMeantBy(text);
  }

  /// The same of a test on a dataset.
  JobLog on(String tested) {
    return new JobLog(order, tested, job, attempt, wagon, state, size, written, file, identity);
  }

  /// `job 3, attempt 2, first/letters on words, failed`.
  String title() {
    String where = dataset.isEmpty() ? "" : " on " + dataset;
    return "job %d, attempt %d, %s%s, %s".formatted(job, attempt, wagon, where, state);
  }
}
