package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.SharingMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void countsWhatIsThere() {
    Tally<Integer, String> tally = Tally.byWord(word -> word);
    SharingMap<Integer, String> three = SharingMap.copyOf(Map.of(1, "a", 2, "b", 3, "a"));

    assertThat(tally.of("a", three)).isEqualTo(2);
    assertThat(tally.of("b", three)).isEqualTo(1);
    assertThat(tally.of("c", three)).isZero();
    assertThat(tally.of("a", three.with(1, "b"))).isEqualTo(1);
    assertThat(tally.of("b", three.without(2))).isZero();
    assertThat(tally.of("a", Map.of())).isZero();
  }

  @Test
  void looksOnlyAtWhatChanged() {
    AtomicInteger looks = new AtomicInteger();
    Tally<Integer, String> tally =
        new Tally<>(
            word -> {
              looks.incrementAndGet();
              return Map.of(word, 1);
            });
    SharingMap<Integer, String> many = SharingMap.empty();
    for (int i = 0; i < 1000; i++) {
      many = many.with(i, "a");
    }
    assertThat(tally.of("a", many)).isEqualTo(1000);

    assertThat(tally.of("a", many.with(7, "b"))).isEqualTo(999);

    assertThat(looks).hasValue(1002);
  }
}
