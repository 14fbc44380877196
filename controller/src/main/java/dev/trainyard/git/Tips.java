package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.util.Map;
import java.util.Optional;

/// Where the remote stands: one listing.
///
/// @param main empty if the remote has no such branch
/// @param status empty if the remote has no such branch
/// @param tags tag name to the id that it stands for, that of the commit where the server tells it
public record Tips(Optional<CommitId> main, Optional<CommitId> status, Map<String, String> tags) {
  public Tips {
    tags = Map.copyOf(tags);
  }
}
