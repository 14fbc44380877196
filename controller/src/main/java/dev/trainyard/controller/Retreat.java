package dev.trainyard.controller;

import java.time.Duration;

/// How long to leave the world alone after rounds that failed: twice as long each time.
final class Retreat {
  static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration FIRST = Duration.ofSeconds(1);

  /// Who shall end when all is quiet gives up after a pause of this length.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Duration pause = FIRST;

  /// The pause for a round that failed just now.
  Duration next() {
    Duration now = pause;
    Duration longer = now.multipliedBy(2);
    pause = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    return now;
  }

  /// How long [#next] will be.
  long seconds() {
    return pause.toSeconds();
  }

  boolean isLong() {
    return pause.compareTo(PATIENCE) > 0;
  }

  /// A round went well.
  void reset() {
    pause = FIRST;
  }
}
