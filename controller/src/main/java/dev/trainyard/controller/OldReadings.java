package dev.trainyard.controller;

import dev.trainyard.controller.PullCase.Basis;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.status.PullStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Readings that were made with an earlier main: they count for as long as reading anew takes as a
/// rule, and no longer.
final class OldReadings {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, Old> old = new HashMap<>();

  /// @param until when it counts
  private record Old(CommitId base, Instant until, Basis basis) {}

  /// Whether what was read of a pull request counts.
  ///
  /// @param base what it was merged with; null if it was not
  Basis of(String pull, @Nullable CommitId base, CommitId main, Instant now) {
    if (base == null || base.equals(main)) {
      old.remove(pull);
      return Basis.CURRENT;
    }
    Old before = old.get(pull);
    Instant until =
        before != null && before.base().equals(base) ? before.until() : now.plus(PATIENCE);
    Basis basis = now.isBefore(until) ? Basis.CURRENT : Basis.OUTDATED;
    old.put(pull, new Old(base, until, basis));
    return basis;
  }

  /// Whether what is said of a pull request counts, before it is read again.
  Basis of(PullStatus said, CommitId main, Instant now) {
    return of(said.name(), said.base(), main, now);
  }

  /// Forgets all others.
  void retain(Set<String> pulls) {
    old.keySet().retainAll(pulls);
  }

  /// When the next one counts no more.
  Optional<Instant> nextDue() {
    return old.values().stream()
        .filter(reading -> reading.basis() == Basis.CURRENT)
        .map(Old::until)
        .min(Comparator.naturalOrder());
  }
}
