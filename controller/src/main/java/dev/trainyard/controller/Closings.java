package dev.trainyard.controller;

import dev.trainyard.model.status.PullStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Pull requests that were found closed just now. The remote is asked for main before it is asked
/// for them: one that is gone may have been merged in between, and then main wants what runs for
/// it.
final class Closings {
  private final Map<String, Integer> first = new HashMap<>();
  private int looks;

  /// The remote is asked again, for main first.
  void look() {
    looks++;
  }

  /// Whether there is one of which more is known once main has been asked again.
  boolean areAwaited() {
    return !first.isEmpty();
  }

  /// Forgets all others.
  void retain(Set<String> names) {
    first.keySet().retainAll(names);
  }

  /// Whether one that is gone may be merged into a main that was not seen yet, and has tests that
  /// run.
  boolean mayBeMerged(PullStatus said) {
    return said.tests().stream().anyMatch(test -> !test.phase().isOver())
        && first.computeIfAbsent(said.name(), _ -> looks) == looks;
  }
}
