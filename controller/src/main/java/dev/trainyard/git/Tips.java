package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the remote stands: one listing.
///
/// @param main empty if the remote has no such branch
/// @param status empty if the remote has no such branch
/// @param tags tag name to the id that it stands for, that of the commit where the server tells it
public record Tips(Optional<CommitId> main, Optional<CommitId> status, Map<String, String> tags) {
  public Tips {
    tags = Map.copyOf(tags);
  }

  /// Pull requests as the remote shows them, in a listing of their own: anybody can push as many as
  /// they like.
  ///
  /// @param heads the newest first
  /// @param approved commits that somebody who may push has approved
  /// @param tags what stands for all tags: another one brings versions of packages that only a pull
  ///   request declares
  public record Pulls(List<PullHead> heads, Set<CommitId> approved, Digest tags) {
    public static final Pulls NONE = new Pulls(List.of(), Set.of(), Digest.ofParts());

    public Pulls {
      heads = List.copyOf(heads);
      approved = Set.copyOf(approved);
    }
  }
}
