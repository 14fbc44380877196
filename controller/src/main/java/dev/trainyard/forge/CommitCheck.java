package dev.trainyard.forge;

import dev.trainyard.model.CommitId;

/// What is reported of a commit, for a branch rule to require.
///
/// @param context what was checked: `trainyard/validate`, `trainyard/test` or `trainyard/preview`
/// @param description one line; what is longer than a forge takes is cut
public record CommitCheck(CommitId commit, String context, State state, String description) {

  /// How it stands.
  public enum State {
    /// Not decided yet: a branch rule waits.
    PENDING,
    SUCCESS,
    /// The pull request is at fault.
    FAILURE,
    /// Something else is at fault.
    ERROR
  }
}
