package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.Impact;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.reconcile.PullView.Policy;
import dev.trainyard.model.spec.Pipelines;
import dev.trainyard.model.spec.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineForecastsTest {
  private final PipelineInMemory chain = new PipelineInMemory();

  @Test
  void saysWhatANewPipelineStartsAndWhatComesThen() {
    Snapshot without = without(chain.snapshot());

    assertThat(notes(without, chain.snapshot()))
        .containsExactly(
            "pipeline chain: starts chain-sample-events",
            "pipeline chain: then, each after what it needs: model, apply");
  }

  @Test
  void saysWhatBecomesStale() {
    succeedAll();
    Snapshot before = chain.snapshot();
    chain.yard.wagon("ana/fit").config = Map.of("depth", 3);

    assertThat(notes(before, chain.snapshot()))
        .singleElement()
        .asString()
        .startsWith("pipeline chain: stage model becomes stale: chain-model: a wagon of it")
        .endsWith("raise spec.rerun to redo it and what needs it");
  }

  @Test
  void saysWhatRunsAgain() {
    succeedAll();
    Snapshot before = chain.snapshot();
    chain.yard.wagon("ana/fit").config = Map.of("depth", 3);
    chain.rerun = 1;

    assertThat(notes(before, chain.snapshot()))
        .containsExactly("pipeline chain: starts chain-model");
  }

  @Test
  void saysThatAPipelineGoes() {
    Snapshot before = chain.snapshot();

    assertThat(notes(before, without(before)))
        .containsExactly("pipeline chain goes: what runs of its trains is ended");
  }

  @Test
  void saysNothingOfWhatIsAsItWas() {
    succeedAll();

    assertThat(notes(chain.snapshot(), chain.snapshot())).isEmpty();
  }

  private void succeedAll() {
    chain.unfold();
    chain.succeed("chain-sample-events", "images");
    chain.unfold();
    chain.succeed("chain-model", "weights");
    chain.unfold();
    chain.succeed("chain-apply-others", "energies");
    chain.unfold();
  }

  private static Snapshot without(Snapshot yard) {
    return yard.unfolded(yard.trains(), yard.datasets(), yard.unreadableTrains(), Pipelines.NONE);
  }

  private List<String> notes(Snapshot before, Snapshot after) {
    Ready ready =
        new Ready(before.commit(), before, after, Policy.SAME, Impact.NONE, Map.of(), Map.of());
    return new PipelineForecasts(ready, chain.said, chain.trains).notes(PipelineInMemory.NOW);
  }
}
