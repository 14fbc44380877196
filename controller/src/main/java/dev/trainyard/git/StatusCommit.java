package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.util.Optional;

/// What became of changes to the status branch.
public sealed interface StatusCommit {

  /// Where the branch is now; empty if there is none.
  default Optional<CommitId> tip() {
    return switch (this) {
      case Unchanged(Optional<CommitId> found) -> found;
      case Appended(CommitId commit, int _) -> Optional.of(commit);
      case Created(CommitId commit) -> Optional.of(commit);
      case Recreated(CommitId commit) -> Optional.of(commit);
    };
  }

  /// The branch holds all of it already: no commit was made.
  ///
  /// @param tip empty if there is no branch and nothing to put into one
  record Unchanged(Optional<CommitId> tip) implements StatusCommit {}

  /// One commit more.
  ///
  /// @param lostRaces how often somebody else was faster; their commits are its ancestors
  record Appended(CommitId commit, int lostRaces) implements StatusCommit {}

  /// The first commit of a branch that never was.
  record Created(CommitId commit) implements StatusCommit {}

  /// The branch had been deleted on the remote: it begins anew with what it last held here, and the
  /// changes. A controller whose mirror was made anew since then must put all of its files.
  record Recreated(CommitId commit) implements StatusCommit {}
}
