package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A controller that was stopped while another took the yard over, and then goes on.
class StalledControllerIT {
  @TempDir private Path folder;
  private SmallYard yard;
  private Process stalled;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    stalled = ControllerProcess.start(yard.settings(), folder.resolve("log"));
  }

  @AfterEach
  void end() throws Exception {
    stalled.destroyForcibly().waitFor();
    yard.close();
  }

  @Test
  void neitherWritesNorStartsAnythingWhenItWakesUp() throws Exception {
    yard.shutGate();
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    yard.awaitPhase("all", "Running");
    signal("STOP");
    yard.openGate();
    yard.awaitNoTasks();
    Path other = folder.resolve("other.yaml");
    Files.writeString(
        other,
        Files.readString(yard.settings())
            .replace("work: work", "work: work2")
            .replace("store: store", "store: store2"));
    Workshop.Wishes wishes = new Workshop.Wishes(Set.of(), TakeOver.ALLOWED, Ending.WHEN_QUIET);
    try (RunningController second = RunningController.start(other, wishes)) {
      yard.commit("trains/next.yaml", SmallYard.train("next", "scope: test"));
      second.awaitEnd();
    }
    String told = yard.origin().at(SmallYard.STATUS).orElseThrow().hex();

    signal("CONT");

    SmallYard.awaitThat("it says so", () -> log().contains("another controller works"));
    assertThat(yard.origin().at(SmallYard.STATUS).orElseThrow().hex()).isEqualTo(told);
    assertThat(yard.orders("next")).as("in its store").isEmpty();
    assertThat(yard.isMerged("all")).as("in its store").isFalse();
    assertThat(stalled.isAlive()).as("it waits").isTrue();
  }

  private void signal(String name) throws Exception {
    String id = Long.toString(stalled.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, id).start().waitFor()).isZero();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
