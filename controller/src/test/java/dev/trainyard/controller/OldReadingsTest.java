package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.PullCase.Basis;
import dev.trainyard.model.CommitId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How long a pull request counts as it was read, once main has moved.
class OldReadingsTest {
  private static final CommitId FIRST = new CommitId("1".repeat(40));
  private static final CommitId SECOND = new CommitId("2".repeat(40));
  private static final CommitId THIRD = new CommitId("3".repeat(40));
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(1));

  private final OldReadings readings = new OldReadings();

  @Test
  void countsForAMoment() {
    assertThat(readings.of("7", FIRST, SECOND, NOW)).isEqualTo(Basis.CURRENT);
    assertThat(readings.nextDue()).contains(LATER);
  }

  @Test
  void countsNoMoreWhenItIsNotReadAnew() {
    readings.of("7", FIRST, SECOND, NOW);

    assertThat(readings.of("7", FIRST, THIRD, LATER)).isEqualTo(Basis.OUTDATED);
    assertThat(readings.nextDue()).isEmpty();
  }

  @Test
  void countsWhenItIsReadAnewEachTimeThatMainMoves() {
    readings.of("7", FIRST, SECOND, NOW);

    assertThat(readings.of("7", SECOND, THIRD, LATER)).isEqualTo(Basis.CURRENT);
    assertThat(readings.of("7", THIRD, THIRD, LATER)).isEqualTo(Basis.CURRENT);
    assertThat(readings.nextDue()).isEmpty();
  }

  @Test
  void forgetsThoseThatAreGone() {
    readings.of("7", FIRST, SECOND, NOW);

    readings.retain(Set.of("8"));

    assertThat(readings.nextDue()).isEmpty();
  }
}
