package dev.trainyard.git;

import dev.trainyard.model.CommitId;

/// A file as it was at a commit.
public record FileVersion(CommitId commit, TreeFile file) {}
