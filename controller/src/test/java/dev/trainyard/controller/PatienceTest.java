package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.work.SubmissionName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Action ACTION =
      new Action.Cancel("train a", "because", "local", new SubmissionName("ty-x-j1"));
  private static final String MATTER = ACTION.matter();

  private final TestClock clock = new TestClock();
  private final Patience patience = new Patience(clock);

  @Test
  void waitsLongerAfterEachFailureOfASubject() {
    patience.failed(MATTER, "disk full");
    clock.pass(Duration.ofSeconds(2));
    patience.failed(MATTER, "disk full");

    assertThat(patience.hindrance(MATTER)).contains("disk full");
    assertThat(patience.hindrance("train b")).isEmpty();
    assertThat(patience.nextDue()).contains(clock.instant().plusSeconds(4));

    clock.pass(Duration.ofSeconds(4));

    assertThat(patience.hindrance(MATTER)).isEmpty();
  }

  @Test
  void waitsNoLongerThanAPersonWould() {
    for (int i = 0; i < 100; i++) {
      patience.failed(MATTER, "disk full");
    }

    assertThat(patience.nextDue()).contains(clock.instant().plus(Duration.ofMinutes(5)));
  }

  @Test
  void forgetsWhatWorkedAndWhatIsNotWantedAnyMore() {
    patience.failed(MATTER, "disk full");
    patience.failed("train b", "disk full");

    patience.settle(List.of(new ActionResult.Done(ACTION)));

    assertThat(patience.nextDue()).isEmpty();
  }

  @Test
  void remembersWhatIsHindered() {
    patience.failed(MATTER, "disk full");

    patience.settle(List.of(new ActionResult.Retryable(ACTION, "disk full")));

    assertThat(patience.hindrance(MATTER)).isPresent();
  }

  @Test
  void doesNotWaitForAClockThatWasSetBack() {
    patience.failed(MATTER, "disk full");

    clock.pass(Duration.ofHours(-1));

    assertThat(patience.hindrance(MATTER)).isEmpty();
  }
}
