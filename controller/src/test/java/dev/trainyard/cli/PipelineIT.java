package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole pipeline with a real store, real programs and a repository that changes meanwhile.
class PipelineIT {
  private static final int KILLS = 8;

  @TempDir private Path folder;

  @Test
  void runsStageAfterStageAndRedoesOnlyWhatAChangeConcerns() throws Exception {
    try (PipelineYard chain = PipelineYard.in(folder, "", "");
        RunningController _ = RunningController.start(chain.yard().settings())) {
      chain.awaitPhase("Succeeded");
      assertThat(chain.weight()).hasContent("69");
      assertThat(chain.scaled("chain-scale-words")).isEqualTo("letter,count\na,414\nb,4347\n");
      assertThat(chain.scaled("chain-scale-names")).isEqualTo("letter,count\nx,345\n");

      redoesOnlyWhatNewFilesConcern(chain);
      redoesWhatAnotherModelConcerns(chain);
    }
  }

  private static void redoesOnlyWhatNewFilesConcern(PipelineYard chain) throws Exception {
    chain.name(2, "y 1\n");
    chain.yard().awaitStatus(PipelineYard.STATUS, "1 then, 2 now");

    chain.yard().commit(PipelineYard.PIPELINE, PipelineYard.pipeline("rerun: 1\n", ""));

    chain.yard().awaitStatus("trains/chain-scale-names.yaml", "rerun: 1");
    chain.awaitPhase("Succeeded");
    assertThat(chain.scaled("chain-scale-names")).isEqualTo("letter,count\nx,345\ny,69\n");
    assertThat(chain.yard().orders("chain-scale-words")).hasSize(1);
    assertThat(chain.yard().orders("chain-count-words")).hasSize(1);
    assertThat(chain.yard().orders("chain-weight")).hasSize(1);
  }

  private static void redoesWhatAnotherModelConcerns(PipelineYard chain) throws Exception {
    chain.yard().commit("analyses/first/wagons/weigh.yaml", PipelineYard.weigh("2"));
    chain.yard().awaitStatus(PipelineYard.STATUS, "phase: Stale");

    chain.yard().commit(PipelineYard.PIPELINE, PipelineYard.pipeline("rerun: 2\n", ""));

    chain.yard().awaitStatus("trains/chain-scale-names.yaml", "rerun: 2");
    chain.awaitPhase("Succeeded");
    assertThat(chain.weight()).hasContent("138");
    assertThat(chain.scaled("chain-scale-names")).isEqualTo("letter,count\nx,690\ny,138\n");
    assertThat(chain.yard().orders("chain-count-words")).hasSize(1);
  }

  @Test
  void refusesAModelThatWasReplacedBehindItsBack() throws Exception {
    try (PipelineYard chain = PipelineYard.in(folder, "", "approval: required\n");
        RunningController _ = RunningController.start(chain.yard().settings())) {
      String key = chain.key();
      Path model = chain.weight();
      model.toFile().setWritable(true);
      Files.writeString(model, "70\n");

      chain.yard().commit(PipelineYard.PIPELINE, approved(key));

      chain.yard().awaitStatus(PipelineYard.STATUS, "phase: Blocked");
      chain.yard().awaitStatus("wagons/first/scale.yaml", "weight");
    }
  }

  private static String approved(String key) {
    return PipelineYard.pipeline("", "approval: required\napproved: \"" + key + "\"\n");
  }

  @Test
  void waitsForApprovalOfWhatIsThere() throws Exception {
    try (PipelineYard chain = PipelineYard.in(folder, "", "approval: required\n");
        RunningController _ = RunningController.start(chain.yard().settings())) {
      String key = chain.key();
      assertThat(chain.yard().status("trains/chain-scale-words.yaml")).isEmpty();

      chain.yard().commit(PipelineYard.PIPELINE, approved(key));

      chain.awaitPhase("Succeeded");
    }
  }

  @Test
  void losesAndRepeatsNothingWhenItIsKilledBetweenStages() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (PipelineYard chain = PipelineYard.in(folder, "", "")) {
      Path settings = chain.yard().settings();
      for (int i = 0; i < KILLS; i++) {
        Process controller =
            ControllerProcess.start(settings, folder.resolve("log"), "--until-quiet");
        controller.waitFor(700 + random.nextInt(1500), TimeUnit.MILLISECONDS);
        controller.destroyForcibly().waitFor();
      }

      RunningController.untilQuiet(settings);

      chain.awaitPhase("Succeeded");
      assertThat(chain.scaled("chain-scale-words")).isEqualTo("letter,count\na,414\nb,4347\n");
      for (String train :
          new String[] {
            "chain-count-words", "chain-weight", "chain-scale-words", "chain-scale-names"
          }) {
        assertThat(chain.yard().orders(train)).as("%s; seed %d", train, seed).hasSize(1);
      }
    }
  }
}
