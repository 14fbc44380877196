package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which pull requests may be gone because main holds them.
class ClosingsTest {
  private final Closings closings = new Closings();
  private final PullStatus running = PullFolderTest.said(new WagonTestPhase.Running());

  @Test
  void waitsUntilMainWasAskedAgain() {
    closings.look();
    assertThat(closings.mayBeMerged(running)).isTrue();
    assertThat(closings.mayBeMerged(running)).isTrue();

    closings.look();

    assertThat(closings.mayBeMerged(running)).isFalse();
  }

  @Test
  void waitsForNothingWhereNothingRuns() {
    closings.look();

    assertThat(closings.mayBeMerged(PullFolderTest.said(new WagonTestPhase.Passed()))).isFalse();
  }

  @Test
  void beginsAnewWithOneThatWasOpenMeanwhile() {
    closings.look();
    closings.mayBeMerged(running);
    closings.look();
    closings.retain(Set.of());

    assertThat(closings.mayBeMerged(running)).isTrue();
  }
}
