package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a commit to merged outputs and a status branch, with real jobs.
class CommitToOutputTest {
  private static final String TRAIN = "trains/all.yaml";

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void runsACommittedTrainToTheOutputOfOnePass() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", ""));

    RunningController.untilQuiet(yard.settings());

    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
    assertThat(yard.origin().files(SmallYard.STATUS))
        .containsKeys("README.md", "controller.yaml", "analyses/first.md")
        .containsKeys(TRAIN, "trains/all.md", "trains/all.svg")
        .containsKeys("wagons/first/letters.yaml", "wagons/first/letters.md")
        .containsKeys("datasets/words.yaml", "datasets/words.md");
    assertThat(yard.status(TRAIN)).get().asString().contains("is: Succeeded", "files: 3");
    assertThat(yard.status("README.md")).get().asString().contains("all", "Succeeded");
  }

  @Test
  void holdsASuspendedTrainUntilItIsLetGo() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", "scope: test\n  suspend: true"));
    RunningController.untilQuiet(yard.settings());
    String held = yard.status(TRAIN).orElseThrow();

    yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
    RunningController.untilQuiet(yard.settings());

    assertThat(held).contains("is: Held", "suspend");
    assertThat(yard.status(TRAIN)).get().asString().contains("is: Succeeded");
  }

  @Test
  void runsATrainAgainWhenRerunIsRaised() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
    RunningController.untilQuiet(yard.settings());

    yard.commit(TRAIN, SmallYard.train("all", "scope: test\n  rerun: 1"));
    RunningController.untilQuiet(yard.settings());

    assertThat(yard.orders("all")).hasSize(2);
    assertThat(yard.status(TRAIN)).get().asString().contains("rerun: 1", "is: Succeeded");
  }

  @Test
  void cancelsATrainWhoseFileIsDeleted() throws Exception {
    yard.shutGate();
    yard.commit(TRAIN, SmallYard.train("all", ""));
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Running");

      yard.remove(TRAIN);

      yard.awaitPhase("all", "Cancelled");
      yard.awaitNoTasks();
    }
  }

  @Test
  void runsATrainOverAnotherOnesOutputOnceThatIsThere() throws Exception {
    yard.commit(
        Map.of(
            "analyses/first/wagons/letters.yaml",
            SmallYard.wagon("letters", "derived: true\n      merge: {none: {}}"),
            "datasets/made.yaml",
            """
            apiVersion: trainyard.dev/v1
            kind: Dataset
            metadata: {name: made}
            spec:
              type: derived
              derivedFrom: {train: all, wagon: first/letters, output: letters.csv}
            """,
            TRAIN,
            SmallYard.train("all", ""),
            "trains/next.yaml",
            SmallYard.train("next", "scope: test").replace("dataset: words", "dataset: made")));

    RunningController.untilQuiet(yard.settings());

    assertThat(yard.status("trains/next.yaml")).get().asString().contains("is: Succeeded");
    assertThat(yard.status("datasets/made.yaml")).get().asString().contains("files: 2");
  }
}
