package dev.trainyard.model.spec;

import dev.trainyard.model.ByteSize;
import java.time.Duration;

/// Policy of a yard, as data: how wagons are tested and what draws a warning.
public record YardSpec(String description, TestPolicy test, Rules rules) implements Spec {

  /// How wagons are tested before they ride.
  ///
  /// @param files input files of a test where the dataset has no `test` scope of its own
  /// @param timeLimit wall time after which a test has failed
  /// @param validFor how long a result stays valid
  public record TestPolicy(int files, Duration timeLimit, Duration validFor) {}

  /// Limits whose breach makes a test end as `Warned`; the defaults follow Hyperloop's practice
  /// (`wagon test` warnings: memory, leak suspicion at 30 % above average, CPU, reduction, log).
  ///
  /// @param memory peak proportional set size of one wagon
  /// @param leak highest ratio of the largest to the average proportional set size
  /// @param cpu CPU time expected for the whole dataset
  /// @param outputSize output expected for the whole dataset
  /// @param reductionFactor least ratio of input to output size of derived data
  /// @param logSize log of one test
  public record Rules(
      ByteSize memory,
      double leak,
      Duration cpu,
      ByteSize outputSize,
      double reductionFactor,
      ByteSize logSize) {}

  /// The policy of a yard that declares none.
  public static YardSpec defaults() {
    return new YardSpec(
        "",
        new TestPolicy(1, Duration.ofMinutes(10), Duration.ofDays(28)),
        new Rules(
            ByteSize.parse("4Gi"),
            1.3,
            Duration.ofDays(30),
            ByteSize.parse("50Gi"),
            50,
            ByteSize.parse("10Mi")));
  }
}
