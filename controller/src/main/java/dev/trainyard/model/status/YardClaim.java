package dev.trainyard.model.status;

import java.time.Instant;

/// Which controller works on a yard. The status branch says it, so that two never do: whoever is
/// not named there neither starts nor writes anything.
///
/// @param controller the id of the store that it works with: it stays the same over restarts
/// @param epoch counts the claims of this yard, from 1
/// @param host where it runs, for people
/// @param since when the claim was made
public record YardClaim(String controller, long epoch, String host, Instant since) {

  /// The claim that follows this one.
  public YardClaim next(String successor, String where, Instant at) {
    return new YardClaim(successor, epoch + 1, where, at);
  }
}
