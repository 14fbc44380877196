package dev.trainyard.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Values computed from nothing but their key, kept from one planning to the next; those that a
/// planning does not ask for are forgotten.
final class Remembered<K, V> {
  private Map<K, V> before = Map.of();
  private Map<K, V> now = new HashMap<>();

  V get(K key, Function<K, V> compute) {
    V known = now.get(key);
    if (known == null) {
      V earlier = before.get(key);
      known = earlier == null ? compute.apply(key) : earlier;
      now.put(key, known);
    }
    return known;
  }

  /// A planning is over.
  void turn() {
    before = now;
    now = new HashMap<>(2 * before.size());
  }
}
