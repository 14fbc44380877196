package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.report.SamplePull;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the log and status commits tell of.
class TransitionsTest {
  private final PullStatus open =
      new SamplePull("7").with(PullStatus.MERGEABLE, Truth.TRUE, "Mergeable", "").status();

  @Test
  void tellsOfPullRequestsThatComeAndGo() {
    assertThat(Transitions.between(Memory.EMPTY, memory(open)))
        .containsExactly("pull request 7 Mergeable: new -> Mergeable");
    assertThat(Transitions.between(memory(open), Memory.EMPTY))
        .containsExactly("pull request 7: Testing -> gone");
    assertThat(Transitions.between(memory(open), memory(open))).isEmpty();
  }

  private static Memory memory(PullStatus pull) {
    return new Memory(null, Map.of(), Map.of(), Map.of(), Map.of(pull.name(), pull));
  }
}
