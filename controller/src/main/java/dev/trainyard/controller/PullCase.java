package dev.trainyard.controller;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.PullView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pull request with what planning need not know of it.
///
/// @param ref where its head is on the remote
/// @param base the commit of main that it was merged into, if it was
/// @param problems that it would bring to main
/// @param talk what was said about it
record PullCase(
    PullView view,
    String ref,
    String title,
    @Nullable CommitId base,
    List<Problem> problems,
    PullTalk talk) {
  PullCase {
    problems = List.copyOf(problems);
  }
}
