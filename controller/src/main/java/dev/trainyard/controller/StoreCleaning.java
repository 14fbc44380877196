package dev.trainyard.controller;

import dev.trainyard.report.SafeText;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes away now and then what killed jobs left half-made in the store.
final class StoreCleaning {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCleaning.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  /// A folder is there for a moment before its owner has locked it.
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private final Store store;
  private final InstantSource clock;
  private final Leadership leadership;
  private Instant last = Instant.MIN;
  private Set<String> told = Set.of();

  StoreCleaning(Store store, InstantSource clock, Leadership leadership) {
    this.store = store;
    this.clock = clock;
    this.leadership = leadership;
  }

  /// Cleans if it is time to, and we lead. What cannot be cleaned is told once: it may need rights
  /// that the rounds do not.
  void cleanIfDue() {
    Instant now = clock.instant();
    boolean recently = last.isBefore(now.plus(YOUNG)) && now.minus(PAUSE).isBefore(last);
    if (recently || !leadership.isHeld()) {
      return;
    }
    last = now;
    Set<String> failures = new LinkedHashSet<>();
    Instant before = now.minus(YOUNG);
    attempt(() -> store.cleanTemporary(before), failures);
    attempt(() -> store.sweep(before), failures);
    failures.stream()
        .filter(why -> !told.contains(why))
        .forEach(why -> LOG.warn("Something is left behind in the store: {}", why));
    told = failures;
  }

  private static void attempt(Cleaning cleaning, Set<String> failures) {
    try {
      cleaning.run();
    } catch (IOException e) {
      failures.add(SafeText.plain(StoreGuard.why(e)));
    }
  }

  @FunctionalInterface
  private interface Cleaning {
    void run() throws IOException;
  }
}
