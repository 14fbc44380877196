package dev.trainyard.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Values computed from nothing but their key, kept from one planning to the next; when many were
/// not asked for any more, all are forgotten.
final class Remembered<K, V> {
  private static final int FEW = 1_000;

  private final Map<K, V> known = new HashMap<>();
  private int asked;

  V get(K key, Function<K, V> compute) {
    asked++;
    return known.computeIfAbsent(key, compute);
  }

  /// A planning is over.
  void turn() {
    if (known.size() > 2 * asked + FEW) {
      known.clear();
    }
    asked = 0;
  }
}
