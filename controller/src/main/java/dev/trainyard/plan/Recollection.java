package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a planner worked out before and need not work out again. Plans do not depend on it: each
/// value is computed from its key alone.
final class Recollection {
  private final Remembered<Digest, Digest> trainSpecs = new Remembered<>();
  private final Remembered<List<Object>, Digest> testKeys = new Remembered<>();
  private final Sorted wagons = new Sorted();
  private final Sorted trains = new Sorted();

  /// Digest of a train's content -> digest of what may not change once it is composed.
  Remembered<Digest, Digest> trainSpecs() {
    return trainSpecs;
  }

  /// All that decides the result of a wagon's test -> its key.
  Remembered<List<Object>, Digest> testKeys() {
    return testKeys;
  }

  <K extends Comparable<K>, V> Map<K, V> sortedWagons(Map<K, V> wagons) {
    return this.wagons.of(wagons);
  }

  <K extends Comparable<K>, V> Map<K, V> sortedTrains(Map<K, V> trains) {
    return this.trains.of(trains);
  }

  /// A planning is over.
  void turn() {
    trainSpecs.turn();
    testKeys.turn();
  }

  /// A map in order, as long as it is the same one.
  private static final class Sorted {
    private @Nullable Object last;
    private Map<?, ?> sorted = Map.of();

    // It was made of this very map; an equal one only costs sorting it again.
    @SuppressWarnings({"unchecked", "ReferenceEquality"})
    <K extends Comparable<K>, V> Map<K, V> of(Map<K, V> map) {
      if (map != last) {
        sorted = new TreeMap<>(map);
        last = map;
      }
      return (Map<K, V>) sorted;
    }
  }
}
