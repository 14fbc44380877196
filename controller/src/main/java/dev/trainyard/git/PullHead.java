package dev.trainyard.git;

import dev.trainyard.model.CommitId;

/// The head of a pull request, as one listing of the remote shows it.
///
/// @param name what people call it: a number, or the branch without what all such branches begin
///   with
/// @param ref where it is on the remote
public record PullHead(String name, String ref, CommitId head) {}
