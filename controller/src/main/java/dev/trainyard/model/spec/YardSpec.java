package dev.trainyard.model.spec;

import dev.trainyard.model.ByteSize;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Policy of a yard, as data: how wagons are tested, what draws a warning, who is trusted.
///
/// @param carbon what computing costs the climate; null if nobody said
public record YardSpec(
    String description, TestPolicy test, Rules rules, PullPolicy pulls, @Nullable Carbon carbon)
    implements Spec {

  /// Who is trusted in pull requests; it counts as it stands on the main branch.
  ///
  /// @param trusted user names on the forge whose pull requests are tested without being asked
  /// @param maintainers user names that may approve, and are trusted too
  /// @param branches what a pull request counts that is a branch of the repository itself
  /// @param mentions who is called by name in what is said on a forge
  public record PullPolicy(
      List<String> trusted, List<String> maintainers, Branches branches, Mentions mentions) {
    public PullPolicy {
      trusted = List.copyOf(trusted);
      maintainers = List.copyOf(maintainers);
    }
  }

  /// What a pull request counts that only those who may push can have made.
  public enum Branches {
    TRUSTED("trusted"),
    APPROVAL("approval");

    private final String word;

    Branches(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Who is called by name.
  public enum Mentions {
    OWNERS("owners"),
    NOBODY("nobody");

    private final String word;

    Mentions(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// By how much computing costs the climate.
  ///
  /// @param watts of one busy core, with its share of everything else
  /// @param intensity grams of CO2 equivalent per kilowatt-hour
  public record Carbon(double watts, double intensity) {}

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
            ByteSize.parse("10Mi")),
        new PullPolicy(List.of(), List.of(), Branches.TRUSTED, Mentions.NOBODY),
        null);
  }
}
