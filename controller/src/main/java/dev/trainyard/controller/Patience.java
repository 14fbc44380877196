package dev.trainyard.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// When what the outside world refused is tried again: soon at first, then later and later, each
/// subject by itself.
final class Patience {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Map<String, Setback> setbacks = new HashMap<>();

  Patience(InstantSource clock) {
    this.clock = clock;
  }

  /// @param tries how often it failed in a row
  /// @param at when it failed last
  private record Setback(String why, int tries, Instant at) {
    Instant until() {
      Duration wait = FIRST.multipliedBy(1L << Math.min(tries - 1, 10));
      return at.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    boolean isOver(Instant now) {
      boolean clockWasSetBack = now.isBefore(at);
      return clockWasSetBack || !now.isBefore(until());
    }
  }

  /// Why nothing is done for a subject now: what went wrong for it before.
  Optional<String> hindrance(String subject) {
    return Optional.ofNullable(setbacks.get(subject))
        .filter(setback -> !setback.isOver(clock.instant()))
        .map(Setback::why);
  }

  /// What was done for a subject failed.
  void failed(String subject, String why) {
    int tries = setbacks.containsKey(subject) ? setbacks.get(subject).tries() + 1 : 1;
    setbacks.put(subject, new Setback(why, tries, clock.instant()));
  }

  /// All that is still to be done, and was not hindered, is done.
  ///
  /// @param results of a round: what they do not speak of, or did, is forgotten
  void settle(List<ActionResult> results) {
    setbacks
        .keySet()
        .retainAll(
            results.stream()
                .filter(result -> !(result instanceof ActionResult.Done))
                .map(result -> result.action().matter())
                .collect(Collectors.toSet()));
  }

  /// Somebody may have mended it: everything may be tried at once.
  void forget() {
    setbacks.clear();
  }

  /// When something is to be tried again.
  Optional<Instant> nextDue() {
    return setbacks.values().stream().map(Setback::until).min(Comparator.naturalOrder());
  }
}
