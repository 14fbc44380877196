package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.model.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a controller ends that is to end when all is quiet, where not all is well.
class QuietEndTest {
  private static final String TRAIN = "trains/all.yaml";

  @TempDir private Path folder;
  private SmallYard yard;
  private CommitId first;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    first = yard.origin().at(SmallYard.MAIN).orElseThrow();
    yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void isNotWellInAYardWhoseHistoryWasRewritten() throws Exception {
    yard.origin().reset(SmallYard.MAIN, first);
    yard.commit(TRAIN, SmallYard.train("all", "scope: full"));

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.UNFINISHED);
  }

  @Test
  void failsWhereNothingIsKnownOfTheYardBeforeItsHistoryWasRewritten() throws Exception {
    yard.origin().reset(SmallYard.MAIN, first);
    yard.commit(TRAIN, SmallYard.train("all", "scope: full"));
    Files.move(folder.resolve("work/repository"), folder.resolve("away"));

    assertThatThrownBy(() -> RunningController.untilQuiet(yard.settings()))
        .hasMessageContaining("--accept-history");
  }

  @Test
  void failsWhenItsLastWordsCanNotBeWritten() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", "scope: test\n  description: again"));
    Path branch = yard.origin().folder().resolve("refs/heads/" + SmallYard.STATUS + ".lock");
    Files.createFile(branch);

    assertThatThrownBy(() -> RunningController.untilQuiet(yard.settings()))
        .hasMessageContaining("the status could not be written");
  }
}
