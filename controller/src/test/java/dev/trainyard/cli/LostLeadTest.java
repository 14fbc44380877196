package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.Verdict;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A controller that leads no more, and that nobody tells so.
class LostLeadTest {
  @TempDir private Path folder;

  @Test
  void endsByItself() throws Exception {
    AtomicBoolean leads = new AtomicBoolean(true);
    Workshop.Wishes wishes = new Workshop.Wishes(Ending.ON_REQUEST).under(leads::get);
    try (SmallYard yard = SmallYard.in(folder);
        RunningController controller = RunningController.start(yard.settings(), wishes)) {
      yard.awaitStatus("controller.yaml", "claim:");

      leads.set(false);

      assertThat(controller.awaitEnd()).isEqualTo(Verdict.STOPPED);
    }
  }
}
