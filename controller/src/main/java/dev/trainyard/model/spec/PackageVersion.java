package dev.trainyard.model.spec;

import dev.trainyard.model.CommitId;
import java.time.Instant;

/// One version of a package that the repository offers.
///
/// @param tag the Git tag, or `head` for the folder as it stands on the main branch
/// @param commit the commit that the tag names
/// @param tree the Git tree of the package's folder: equal trees are equal software
/// @param created when the tag's commit was made; the newest is `latest`
public record PackageVersion(
    String name, String tag, CommitId commit, String tree, Instant created) {
  public static final String HEAD = "head";

  /// The same software, said to be of another commit if it is of this one.
  PackageVersion movedFrom(CommitId from, CommitId to) {
    return commit.equals(from) ? new PackageVersion(name, tag, to, tree, created) : this;
  }
}
