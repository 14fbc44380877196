package dev.trainyard.controller;

import java.time.Duration;

/// How soon a round follows one that changed something: at once, as a rule, since there may be more
/// to do. After many in a row of which none was due to an event, something does not come to rest by
/// itself, and the next ones follow later and later.
final class Pace {
  private static final int MOST_AT_ONCE = 20;
  private static final int RESTLESS = MOST_AT_ONCE + 6;
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private int rounds;

  /// A round changed something, and nothing has happened since.
  ///
  /// @return how long to wait for an event before the next one
  Duration next() {
    rounds++;
    if (rounds <= MOST_AT_ONCE) {
      return Duration.ZERO;
    }
    Duration wait = LEAST.multipliedBy(1L << Math.min(rounds - MOST_AT_ONCE - 1, 20));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  /// Whether this is the time to tell people of it.
  boolean isWorthTelling() {
    return rounds == RESTLESS;
  }

  /// A round changed nothing, or something has happened.
  void reset() {
    rounds = 0;
  }
}
