package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Which tests of pull requests may begin: only so many are with an engine at once, and whoever has
/// fewest of them comes first.
final class Turns {
  private final Map<String, Set<Digest>> byPull = new HashMap<>();

  /// The tests of a pull request that would begin.
  ///
  /// @param underway how many of its tests are with an engine
  /// @param keys in order
  record Line(String pull, int underway, List<Digest> keys) {
    Line next() {
      return new Line(pull, underway + 1, keys.subList(1, keys.size()));
    }
  }

  /// @param vacancies how many may begin
  Turns(int vacancies, List<Line> lines) {
    PriorityQueue<Line> queue =
        new PriorityQueue<>(Comparator.comparingInt(Line::underway).thenComparing(Line::pull));
    queue.addAll(lines);
    Set<Digest> begun = new HashSet<>();
    while (!queue.isEmpty()) {
      Line line = queue.remove();
      if (!line.keys().isEmpty()) {
        Digest key = line.keys().getFirst();
        // What several want is made once.
        if (begun.contains(key) || begun.size() < vacancies) {
          begun.add(key);
          byPull.computeIfAbsent(line.pull(), _ -> new HashSet<>()).add(key);
        }
        queue.add(line.next());
      }
    }
  }

  boolean has(String pull, Digest key) {
    return byPull.getOrDefault(pull, Set.of()).contains(key);
  }
}
