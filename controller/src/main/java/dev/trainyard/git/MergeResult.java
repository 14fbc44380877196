package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.util.List;

/// What becomes of main when a head is merged into it; found out without touching any branch.
public sealed interface MergeResult {
  /// They merge.
  ///
  /// @param commit what main would hold; a commit that only this repository has
  record Merged(CommitId commit) implements MergeResult {}

  /// A person has to choose.
  ///
  /// @param paths where both changed the same
  record Conflict(List<String> paths) implements MergeResult {
    public Conflict {
      paths = List.copyOf(paths);
    }
  }

  /// Main holds the head already.
  record Contained() implements MergeResult {}

  /// The two have no commit in common.
  record Unrelated() implements MergeResult {}

  /// The head changes more than is looked at; nothing was merged.
  ///
  /// @param why what there is too much of, and what can be done, as in "it changes ..."
  record TooLarge(String why) implements MergeResult {}
}
