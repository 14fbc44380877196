package dev.trainyard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The yard that newcomers copy: its programs do on this machine what its README says.
class ExampleYardTest {
  private static final Path YARD = Path.of("..", "example-config-repo");

  @TempDir private Path work;

  @Test
  void programsFindWhatTheGeneratorPutIn() throws Exception {
    Path log = work.resolve("test.log");

    int exit = run(log, "software/dimuon-tools/test/run", work.toString());

    assertThat(exit).as(() -> text(log)).isZero();
  }

  private static int run(Path log, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(YARD.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends within a minute").isTrue();
    return process.exitValue();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
