package dev.trainyard.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Things that need each other in a circle.
final class Circle {
  private Circle() {}

  /// The shortest way from a thing over one that it needs back to itself: it stands first and last.
  ///
  /// @param needs what a thing needs
  static <N> Optional<List<N>> through(
      N start, N first, Function<N, ? extends Collection<N>> needs) {
    Map<N, N> cameFrom = new HashMap<>(Map.of(first, start));
    Deque<N> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      N at = open.remove();
      if (at.equals(start)) {
        return Optional.of(way(cameFrom, start));
      }
      for (N next : needs.apply(at)) {
        if (cameFrom.putIfAbsent(next, at) == null) {
          open.add(next);
        }
      }
    }
    return Optional.empty();
  }

  private static <N> List<N> way(Map<N, N> cameFrom, N start) {
    List<N> way = new ArrayList<>(List.of(start));
    N at = cameFrom.get(start);
    while (at != null && !at.equals(start)) {
      way.addFirst(at);
      at = cameFrom.get(at);
    }
    way.addFirst(start);
    return way;
  }
}
