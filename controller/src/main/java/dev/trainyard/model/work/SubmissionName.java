package dev.trainyard.model.work;

import dev.trainyard.model.Digest;
import java.util.Locale;
import java.util.regex.Pattern;

/// The name under which an engine knows a submission: computed from what it does, so that doing the
/// same thing twice finds the first. A DNS label of at most 63 characters, as Kubernetes and Slurm
/// both accept.
public record SubmissionName(String value) implements Comparable<SubmissionName> {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern ODD = Pattern.compile("[^a-z0-9]+");
  private static final int READABLE = 36;
  private static final String PULL_TEST = "ty-pull-";

  public SubmissionName {
    if (!LABEL.matcher(value).matches()) {
      throw new IllegalArgumentException("not a DNS label: " + value);
    }
  }

  /// The name of one stage of one order of a yard; `sequence` counts retries from 1.
  public static SubmissionName of(String yard, String order, Stage stage, int sequence) {
    String readable = ODD.matcher(order.toLowerCase(Locale.ROOT)).replaceAll("-");
    String head =
        readable.substring(0, Math.min(READABLE, readable.length())).replaceAll("-+$", "");
    String digest = Digest.ofParts(yard, order).abbreviated();
    return new SubmissionName("ty-" + head + "-" + digest + "-" + stage.letter + sequence);
  }

  /// Whether it runs what a pull request brings, which nobody has reviewed; see
  /// [OrderId#isPullTest].
  public boolean isPullTest() {
    return value.startsWith(PULL_TEST);
  }

  /// What a submission of an order does.
  public enum Stage {
    JOBS('j'),
    MERGE('m');

    private final char letter;

    Stage(char letter) {
      this.letter = letter;
    }
  }

  @Override
  public int compareTo(SubmissionName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
