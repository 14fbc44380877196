package dev.trainyard.git;

import dev.trainyard.model.CommitId;

/// A commit that is not known to be of one who may sign.
///
/// @param author as the commit says
/// @param why such as `it is not signed`
public record UnverifiedCommit(CommitId commit, String author, String why) {}
