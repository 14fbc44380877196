package dev.trainyard.controller;

import dev.trainyard.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Takes away now and then what killed jobs left half-made in the store.
final class StoreCleaning {
  private static final Duration PAUSE = Duration.ofHours(1);

  /// A folder is there for a moment before its owner has locked it.
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private final Store store;
  private final InstantSource clock;
  private final Leadership leadership;
  private Instant last = Instant.MIN;

  StoreCleaning(Store store, InstantSource clock, Leadership leadership) {
    this.store = store;
    this.clock = clock;
    this.leadership = leadership;
  }

  /// Cleans if it is time to, and we lead. A store that cannot be listed is the rounds' to tell of.
  void cleanIfDue() {
    Instant now = clock.instant();
    boolean recently = last.isBefore(now.plus(YOUNG)) && now.minus(PAUSE).isBefore(last);
    if (recently || !leadership.isHeld()) {
      return;
    }
    last = now;
    try {
      store.cleanTemporary(now.minus(YOUNG));
    } catch (IOException _) {
      // Next time.
    }
  }
}
