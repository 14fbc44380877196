package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void endsWithZeroWhenItIsAskedToStop() throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      List<String> run = new ArrayList<>(Launcher.words());
      run.addAll(List.of("run", "--settings", yard.settings().toString()));
      Process controller =
          new ProcessBuilder(run)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        yard.awaitStatus("controller.yaml", "observedCommit");

        controller.destroy();

        assertThat(controller.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("log")).content().doesNotContain("Exception");
        assertThat(controller.exitValue()).isZero();
      } finally {
        controller.destroyForcibly();
      }
    }
  }
}
