package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.work.EngineView;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FactsTest {
  @Test
  void saysHowToEndWhatRunsOnAnEngineThatWasTakenAway() {
    EngineView view = facts(Set.of("slurm")).view("local");

    assertThat(view)
        .isEqualTo(
            new EngineView.Unreachable(
                "the controller's settings have no engine local any more; add it, as in engine:"
                    + " {local: {}}, until what it runs is over"));
  }

  @Test
  void supposesNothingOfEnginesWhereItKnowsNone() {
    assertThat(facts(Set.of()).view("slurm")).isEqualTo(new EngineView.Listed(Map.of()));
  }

  private static Facts facts(Set<String> engines) {
    return new Facts(
        new PlanSettings("yard", engines, "slurm", 0),
        new SmallYard().snapshot(),
        new Observed(Map.of(), Map.of(), Map.of(), Map.of(), Map.of()),
        Instant.EPOCH);
  }
}
