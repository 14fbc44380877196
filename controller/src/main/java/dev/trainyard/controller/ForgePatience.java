package dev.trainyard.controller;

import dev.trainyard.forge.ForgeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is wrong with the forge as a whole, and how long it is left alone: longer each time.
///
/// @param failures attempts in vain, one after the other
/// @param notBefore when it is spoken to again
record ForgePatience(@Nullable ForgeException trouble, int failures, Instant notBefore) {
  static final ForgePatience CALM = new ForgePatience(null, 0, Instant.MIN);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /// After so many attempts in vain nobody waits for it.
  private static final int MOST_ATTEMPTS = 4;

  /// Nor if it wants to be left alone for longer.
  private static final Duration WORTH_WAITING = Duration.ofMinutes(1);

  /// How long the next pause is after so many, up to ten minutes.
  static Duration pause(int before) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /// It did not answer. A token that is refused is not sent again, but may be renewed at any time.
  ForgePatience upset(ForgeException e, Instant now) {
    boolean byToken = e.concernsAll() && !e.retryable();
    Instant again =
        e.notBefore().orElseGet(() -> now.plus(byToken ? FIRST_PAUSE : pause(failures)));
    return new ForgePatience(e, failures + 1, again);
  }

  /// Nothing is said before then.
  ForgePatience after(Instant time) {
    return new ForgePatience(trouble, failures, time);
  }

  /// Whether nobody should wait for it.
  boolean isOver(Instant now) {
    ForgeException e = trouble;
    if (e == null) {
      return false;
    }
    return failures >= MOST_ATTEMPTS
        || !e.retryable()
        || e.notBefore().filter(now.plus(WORTH_WAITING)::isBefore).isPresent();
  }

  Optional<String> message() {
    return Optional.ofNullable(trouble).map(e -> String.valueOf(e.getMessage()));
  }
}
