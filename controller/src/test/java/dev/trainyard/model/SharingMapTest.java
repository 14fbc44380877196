package dev.trainyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compared with [HashMap], under keys many of which have the same hash, or nearly.
class SharingMapTest {
  private static final int STEPS = 2_000;

  /// @param hash of the key, which others may have as well
  private record Key(int hash, int number) {
    @Override
    public int hashCode() {
      return hash;
    }
  }

  static Stream<Integer> seeds() {
    return IntStream.range(0, 20).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdsWhatAHashMapHolds(int seed) {
    Random random = new Random(seed);
    Map<Key, Integer> expected = new HashMap<>();
    SharingMap<Key, Integer> map = SharingMap.empty();

    for (int step = 0; step < STEPS; step++) {
      Key key = key(random);
      if (random.nextInt(step < STEPS / 2 ? 3 : 2) == 0) {
        expected.remove(key);
        map = map.without(key);
      } else {
        expected.put(key, step);
        map = map.with(key, step);
      }
      assertThat(map.get(key)).isEqualTo(expected.get(key));
      assertThat(map).hasSameSizeAs(expected);
    }

    assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected);
    assertThat(new HashMap<>(map)).isEqualTo(expected);
    assertThat(SharingMap.copyOf(expected)).isEqualTo(map);
    for (Key key : expected.keySet()) {
      map = map.without(key);
    }
    assertThat(map).isEqualTo(Map.of());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void tellsWhatIsDifferent(int seed) {
    Random random = new Random(seed);
    SharingMap<Key, Integer> before = SharingMap.empty();
    for (int i = 0; i < random.nextInt(400); i++) {
      before = before.with(key(random), random.nextInt(2));
    }
    SharingMap<Key, Integer> after = before;
    for (int i = 0; i < random.nextInt(20); i++) {
      after =
          random.nextBoolean()
              ? after.with(key(random), random.nextInt(2))
              : after.without(key(random));
    }

    assertThat(before.differences(after)).isEqualTo(naive(before, after));
    assertThat(after.differences(before)).isEqualTo(naive(before, after));
    assertThat(SharingMap.copyOf(new HashMap<>(before)).differences(after))
        .isEqualTo(naive(before, after));
    assertThat(before.become(new HashMap<>(after))).isEqualTo(after);
    assertThat(before.become(new HashMap<>(before))).isSameAs(before);
  }

  private static Set<Key> naive(Map<Key, Integer> a, Map<Key, Integer> b) {
    Set<Key> keys = new HashSet<>(a.keySet());
    keys.addAll(b.keySet());
    keys.removeIf(key -> a.containsKey(key) && a.get(key).equals(b.get(key)));
    return keys;
  }

  private static Key key(Random random) {
    int number = random.nextInt(300);
    return new Key(random.nextBoolean() ? number % 7 : Integer.reverse(number), number);
  }

  @Test
  void leavesTheMapThatItIsMadeOfAlone() {
    SharingMap<String, Integer> one = SharingMap.copyOf(Map.of("a", 1));

    SharingMap<String, Integer> two = one.with("b", 2).with("a", 3);

    assertThat(one).isEqualTo(Map.of("a", 1));
    assertThat(two).isEqualTo(Map.of("a", 3, "b", 2));
  }

  @Test
  void cannotBeChanged() {
    Map<String, Integer> map = SharingMap.copyOf(Map.of("a", 1));

    assertThatThrownBy(() -> map.put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue(2))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
