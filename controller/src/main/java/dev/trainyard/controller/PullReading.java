package dev.trainyard.controller;

import dev.trainyard.git.PullHead;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.PullView.Merge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was made of the head of a pull request.
///
/// @param head as it was listed
/// @param subject of its commit; empty if that could not be had
/// @param base the commit of main that it was merged into; null if that was not tried
/// @param problems that it would bring to main
/// @param openness whether datasets that it changes were looked at
record PullReading(
    PullHead head,
    String subject,
    @Nullable CommitId base,
    Merge merge,
    List<Problem> problems,
    Openness openness) {
  PullReading {
    problems = List.copyOf(problems);
  }

  /// What of the outside world is looked at for a pull request.
  enum Openness {
    /// What main declares already.
    KNOWN_DATASETS,
    /// What the pull request declares, too: it is trusted.
    ALL_DATASETS
  }
}
