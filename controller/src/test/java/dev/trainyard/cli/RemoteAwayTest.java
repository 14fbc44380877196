package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.git.HttpOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A controller that starts while the remote is away, and one that can hardly follow it.
class RemoteAwayTest {
  private static final String TRAIN = "trains/all.yaml";
  private static final String CONTROLLER = "controller.yaml";
  private static final int COMMITS = 100;

  @TempDir private Path folder;
  private SmallYard yard;
  private HttpOrigin http;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    http = new HttpOrigin(folder);
    yard.settings(http.url());
  }

  @AfterEach
  void end() throws Exception {
    http.close();
    yard.close();
  }

  @Test
  void beginsWithItsMirrorAndFinishesWhatItHadBegun() throws Exception {
    yard.shutGate();
    yard.commit(TRAIN, SmallYard.train("all", ""));
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Running");
    }
    http.goAway();

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.openGate();
      SmallYard.awaitThat("outputs are merged", () -> yard.isMerged("all"));
      http.comeBack();

      yard.awaitPhase("all", "Succeeded");
      yard.awaitNoStatus(CONTROLLER, "RemoteUnreachable");
    }
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
  }

  @Test
  void waitsForARemoteThatItHasNeverSeen() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
    http.goAway();

    try (RunningController _ = RunningController.start(yard.settings())) {
      http.comeBack();

      yard.awaitPhase("all", "Succeeded");
    }
  }

  @Test
  void endsOnTheLastOfManyRapidCommitsAndLosesNoStatus() throws Exception {
    Map<String, String> expected = new HashMap<>();
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus(CONTROLLER, "claim:");
      for (int i = 0; i < COMMITS; i++) {
        String name = "held-" + i;
        yard.commit("trains/" + name + ".yaml", SmallYard.train(name, "suspend: true"));
        expected.put("trains/" + name + ".yaml", "is: Held");
      }
      String last = yard.origin().at(SmallYard.MAIN).orElseThrow().hex();

      yard.awaitStatus(CONTROLLER, last);
      SmallYard.awaitThat("every train has its status", () -> isSaid(expected));
    }
    assertThat(yard.origin().commits(SmallYard.STATUS)).isLessThanOrEqualTo(COMMITS);
  }

  private boolean isSaid(Map<String, String> expected) throws IOException {
    Map<String, String> said = yard.origin().files(SmallYard.STATUS);
    return expected.entrySet().stream()
        .allMatch(e -> said.getOrDefault(e.getKey(), "").contains(e.getValue()));
  }
}
