package dev.trainyard.job;

import dev.trainyard.model.work.DatasetListing;

/// A dataset cannot be listed until somebody acts.
final class ListingFailure extends Exception {
  private final String reason;

  /// @param reason one CamelCase word
  /// @param message for people
  ListingFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  DatasetListing listing() {
    return new DatasetListing.Failed(reason, LogExcerpt.cleanLine(getMessage() + ""));
  }
}
