package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.spec.YardSpec.Mentions;
import dev.trainyard.model.spec.YardSpec.PullPolicy;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a forge is told, and when it is worded.
class PullPosterTest {
  private static final PullPolicy POLICY = YardSpec.defaults().pulls();
  private static final PullStatus RUNS = PullFolderTest.said(new WagonTestPhase.Running());
  private static final PullStatus PASSED = PullFolderTest.said(new WagonTestPhase.Passed());

  private final PullPoster poster = new PullPoster();

  @Test
  void wordsNothingAgainThatIsSaidAgain() {
    ForgeMessage first = message(RUNS, POLICY);

    assertThat(message(RUNS, POLICY)).isSameAs(first);
  }

  @Test
  void wordsWhatIsNew() {
    message(RUNS, POLICY);

    assertThat(message(PASSED, POLICY))
        .isEqualTo(new PullPoster().messages(of(PASSED), POLICY).getFirst());
    assertThat(message(PASSED, POLICY).comment()).isNotEqualTo(message(RUNS, POLICY).comment());
  }

  @Test
  void wordsAllAgainByAnotherPolicy() {
    ForgeMessage first = message(RUNS, POLICY);
    PullPolicy other =
        new PullPolicy(POLICY.trusted(), List.of("carol"), POLICY.branches(), Mentions.OWNERS);

    assertThat(message(RUNS, other)).isNotSameAs(first);
  }

  @Test
  void forgetsThoseThatAreClosed() {
    ForgeMessage first = message(RUNS, POLICY);
    assertThat(poster.messages(Map.of(), POLICY)).isEmpty();

    assertThat(message(RUNS, POLICY)).isEqualTo(first).isNotSameAs(first);
  }

  private ForgeMessage message(PullStatus pull, PullPolicy policy) {
    return poster.messages(of(pull), policy).getFirst();
  }

  private static Map<String, PullStatus> of(PullStatus pull) {
    return Map.of(pull.name(), pull);
  }
}
