package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.status.PullStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the tests of a pull request say together.
class PullVerdictTest {
  private static final Instant NOW = Instant.parse("2026-11-22T07:00:00Z");
  private static final Condition TRUSTED =
      new Condition(PullStatus.TRUSTED, Truth.TRUE, "OwnBranch", "", NOW);
  private static final Wait QUEUED =
      new Wait("test of wagon a/b on c", PullDesk.QUEUED, "20 tests run already");
  private static final Wait TOO_MANY =
      new Wait("test of wagon a/c on c", "TooManyTests", "5 more are not begun; split it");

  @Test
  void waitsForWhatPassesByItself() {
    Condition said = new PullVerdict(List.of(), List.of(), List.of(QUEUED), 0, "").of(TRUSTED, NOW);

    assertThat(said.status()).isEqualTo(Truth.UNKNOWN);
    assertThat(said.message()).contains("20 tests run already");
  }

  @Test
  void isNoSuccessWhileSomebodyHoldsWhatNeedsNoTest() {
    Condition untrusted =
        new Condition(PullStatus.TRUSTED, Truth.FALSE, "ApprovalAwaited", "", NOW);

    Condition held =
        new PullVerdict(List.of(), List.of(), List.of(), 0, "@carol").of(untrusted, NOW);
    Condition free = new PullVerdict(List.of(), List.of(), List.of(), 0, "").of(untrusted, NOW);

    assertThat(held.status()).isEqualTo(Truth.FALSE);
    assertThat(held.message()).contains("held by @carol");
    assertThat(free.status()).isEqualTo(Truth.TRUE);
  }

  @Test
  void namesWhatDoesNotPassByItself() {
    Condition said =
        new PullVerdict(List.of(), List.of(), List.of(QUEUED, TOO_MANY), 0, "").of(TRUSTED, NOW);

    assertThat(said.status()).isEqualTo(Truth.FALSE);
    assertThat(said.reason()).isEqualTo("CannotBeTested");
    assertThat(said.message()).contains("split it");
  }
}
