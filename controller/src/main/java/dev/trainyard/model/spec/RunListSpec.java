package dev.trainyard.model.spec;

import java.util.List;

/// Runs with a quality flag each, kept by data-preparation experts.
public record RunListSpec(String description, List<Run> runs) implements Spec {
  public RunListSpec {
    runs = List.copyOf(runs);
  }

  /// One run of the experiment.
  ///
  /// @param run its number
  /// @param quality a flag such as `good`, `bad` or `calibration`
  /// @param comment why, for people
  public record Run(long run, String quality, String comment) {}
}
