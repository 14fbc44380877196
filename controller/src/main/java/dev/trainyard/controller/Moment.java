package dev.trainyard.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a controller is doing.
///
/// @param since when it last showed that it goes on
record Moment(Doing doing, Instant since) {
  enum Doing {
    /// It leads, and opens what it works with.
    BEGINNING,
    /// A round goes on.
    WORKING,
    /// It waits for the next round.
    RESTING,
    /// It works no more, and closes what it worked with.
    LEAVING,
    STANDING_BY,
    ENDED
  }

  /// Whether it leads, or there is no other one.
  boolean isLeading() {
    return switch (doing) {
      case BEGINNING, WORKING, RESTING -> true;
      case LEAVING, STANDING_BY, ENDED -> false;
    };
  }

  /// Why it does not go on, if so.
  ///
  /// @param stuck how long anything may take
  /// @param sleep how long it may sleep
  Optional<String> illness(Duration stuck, Duration sleep, Instant now) {
    return switch (doing) {
      case BEGINNING -> late(stuck, now, "it has been opening what it works with");
      case WORKING -> late(stuck, now, "nothing has moved in a round");
      case LEAVING -> late(stuck, now, "it has been closing what it worked with");
      case RESTING -> late(sleep, now, "no round has begun");
      case STANDING_BY -> Optional.empty();
      case ENDED -> Optional.of("the controller has ended");
    };
  }

  private Optional<String> late(Duration limit, Instant now, String what) {
    return Duration.between(since, now).compareTo(limit) > 0
        ? Optional.of("stuck: %s since %s".formatted(what, since))
        : Optional.empty();
  }
}
