package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir private Path folder;

  @Test
  void endsWithZeroWhenItIsAskedToStop() throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      Process controller = run(yard.settings());
      try {
        yard.awaitStatus("controller.yaml", "observedCommit");

        controller.destroy();

        assertEnds(controller, ExitCode.FINE);
      } finally {
        controller.destroyForcibly();
      }
    }
  }

  @Test
  void saysThatItWasStoppedBeforeItWasQuiet() throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      yard.shutGate();
      yard.commit("trains/all.yaml", SmallYard.train("all", ""));
      Process controller = run(yard.settings(), "--until-quiet");
      try {
        yard.awaitPhase("all", "Running");

        controller.destroy();

        assertEnds(controller, ExitCode.UNFINISHED);
      } finally {
        controller.destroyForcibly();
        yard.openGate();
      }
    }
  }

  @Test
  void endsWithZeroAlthoughTheRemoteSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        SmallYard yard = SmallYard.in(folder)) {
      String remote = "url: http://127.0.0.1:" + silent.getLocalPort() + "/yard.git";
      Files.writeString(
          yard.settings(), Files.readString(yard.settings()).replaceAll("url: [^,}\n]+", remote));
      Process controller = run(yard.settings());
      try (Socket _ = silent.accept()) {

        controller.destroy();

        assertEnds(controller, ExitCode.FINE);
      } finally {
        controller.destroyForcibly();
      }
    }
  }

  private Process run(Path settings, String... options) throws Exception {
    return ControllerProcess.start(settings, folder.resolve("log"), options);
  }

  private void assertEnds(Process controller, ExitCode code) throws InterruptedException {
    assertThat(controller.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("log"))
        .content()
        .doesNotContain("Exception", "stopped before the round had ended");
    assertThat(controller.exitValue()).isEqualTo(code.code());
  }
}
