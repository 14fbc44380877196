package dev.trainyard.model.spec;

import dev.trainyard.model.CommitId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One version of a package that the repository offers.
///
/// @param tag the Git tag, or `head` for the folder as it stands on the main branch
/// @param commit the commit that the tag names
/// @param tree the Git tree of the package's folder: equal trees in equal images are equal software
/// @param created when the tag's commit was made; the newest is `latest`
/// @param image what it runs in, once that is decided; null if the package has none
public record PackageVersion(
    String name,
    String tag,
    CommitId commit,
    String tree,
    Instant created,
    @Nullable PackageImage image) {
  public static final String HEAD = "head";

  /// A version as the repository offers it.
  public PackageVersion(String name, String tag, CommitId commit, String tree, Instant created) {
    this(name, tag, commit, tree, created, null);
  }

  /// The same software, said to be of another commit if it is of this one.
  PackageVersion movedFrom(CommitId from, CommitId to) {
    return commit.equals(from) ? new PackageVersion(name, tag, to, tree, created, image) : this;
  }

  /// The same version in an image.
  public PackageVersion in(@Nullable PackageImage other) {
    return new PackageVersion(name, tag, commit, tree, created, other);
  }
}
