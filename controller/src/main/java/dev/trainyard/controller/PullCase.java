package dev.trainyard.controller;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.status.PullStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pull request with what planning need not know of it.
///
/// @param ref where its head is on the remote
/// @param base the commit of main that it was merged into, if it was
/// @param basis whether that counts as main
/// @param problems that it would bring to main
/// @param talk what was said about it
record PullCase(
    PullView view,
    String ref,
    String title,
    @Nullable CommitId base,
    Basis basis,
    List<Problem> problems,
    PullTalk talk) {
  private static final String BRANCHES = "refs/heads/";

  PullCase {
    problems = List.copyOf(problems);
  }

  /// What a pull request was merged with.
  enum Basis {
    /// Main as it is, or was a moment ago.
    CURRENT,
    /// A main of some time ago: what came of it may not be so any more.
    OUTDATED
  }

  /// Whether it was merged, with a main of some time ago.
  boolean isOutdated() {
    return basis == Basis.OUTDATED && !(view.merge() instanceof Merge.Closed);
  }

  /// Who can have made a head that is there.
  static Origin origin(String ref) {
    return ref.startsWith(BRANCHES) ? Origin.BRANCH : Origin.ANYWHERE;
  }

  /// One that is not open any more.
  static PullCase closed(PullStatus said) {
    return kept(said, new Merge.Closed(), Basis.CURRENT);
  }

  /// One of which nothing new is known.
  static PullCase unread(PullStatus said, Basis basis) {
    return kept(said, new Merge.Unread(), basis);
  }

  /// One that is open, and cannot be looked at.
  static PullCase hindered(PullStatus said, Merge.Hindered why) {
    return kept(said, why, Basis.CURRENT);
  }

  private static PullCase kept(PullStatus said, Merge merge, Basis basis) {
    PullView view =
        new PullView(
            said.name(),
            said.head(),
            origin(said.ref()),
            said.author(),
            said.approvals(),
            said.hold(),
            said.retest(),
            merge,
            said.tests());
    return new PullCase(
        view, said.ref(), said.title(), said.base(), basis, said.problems(), PullTalk.of(said));
  }
}
