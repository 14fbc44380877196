package dev.trainyard.controller;

import dev.trainyard.model.status.YardClaim;

/// Another controller works on the yard: this one does nothing.
final class YardHeldException extends Exception {
  private final YardClaim rival;

  YardHeldException(YardClaim rival) {
    super(
        "another controller works on this yard: that of store %s on host %s, since %s; this one starts and writes nothing. If that one is gone for good, start this one once with --take-over"
            .formatted(rival.controller(), rival.host(), rival.since()));
    this.rival = rival;
  }

  /// The claim of the other one.
  YardClaim rival() {
    return rival;
  }
}
