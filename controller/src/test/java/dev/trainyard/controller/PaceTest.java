package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  private List<Duration> rounds(int count) {
    return Stream.generate(pace::next).limit(count).toList();
  }

  @Test
  void letsTheRoundsOfALivelyYardFollowAtOnce() {
    assertThat(rounds(20)).containsOnly(Duration.ZERO);

    pace.reset();

    assertThat(rounds(20)).containsOnly(Duration.ZERO);
  }

  @Test
  void slowsDownWhatDoesNotComeToRest() {
    rounds(20);

    assertThat(rounds(3)).containsExactly(millis(100), millis(200), millis(400));
    assertThat(rounds(60)).isSorted().last().isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void tellsOnceThatSomethingDoesNotComeToRest() {
    long told = Stream.generate(pace::next).limit(100).filter(_ -> pace.isWorthTelling()).count();

    assertThat(told).isEqualTo(1);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
