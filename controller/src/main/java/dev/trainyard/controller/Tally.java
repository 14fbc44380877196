package dev.trainyard.controller;

import dev.trainyard.model.SharingMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How many there are of each sort. Counting again costs what has changed since.
public final class Tally<K, V> {
  private final Function<V, Map<String, Integer>> sorts;
  private SharingMap<K, V> counted = SharingMap.empty();
  private final Map<String, Long> sums = new HashMap<>();

  /// @param sorts what one value adds to which sorts
  public Tally(Function<V, Map<String, Integer>> sorts) {
    this.sorts = sorts;
  }

  /// One for each value, under this word.
  public static <K, V> Tally<K, V> byWord(Function<V, String> word) {
    return new Tally<>(value -> Map.of(word.apply(value), 1));
  }

  /// How many there are in this map.
  public synchronized long of(String sort, Map<K, V> values) {
    SharingMap<K, V> now = SharingMap.copyOf(values);
    Set<K> changed = counted.differences(now);
    for (K key : changed) {
      add(counted.get(key), -1);
      add(now.get(key), 1);
    }
    counted = now;
    return sums.getOrDefault(sort, 0L);
  }

  private void add(@Nullable V value, int sign) {
    if (value != null) {
      sorts.apply(value).forEach((sort, n) -> sums.merge(sort, (long) sign * n, Long::sum));
    }
  }
}
