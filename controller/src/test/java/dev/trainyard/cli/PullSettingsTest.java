package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where an operator lets pull requests be looked for.
class PullSettingsTest {
  private static final String FORGE =
      "forge: {kind: github, repository: lab/yard, token: {file: token}}";

  @TempDir private Path folder;

  @Test
  void looksWhereTheForgeKeepsThem() throws Exception {
    assertThat(settings(FORGE, "").repository().pulls().heads()).hasSize(1);
  }

  @Test
  void refusesAForgeWhosePullRequestsWouldNeverBeSeen() {
    assertThatThrownBy(() -> settings(FORGE, "heads: ['refs/heads/pull/*']").repository())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("names branches only")
        .hasMessageEndingWith("add github");
  }

  private SettingsFile settings(String forge, String pulls) throws Exception {
    Path file = folder.resolve("trainyard.yaml");
    Files.writeString(
        file,
        """
        apiVersion: trainyard.dev/v1
        kind: Settings
        metadata: {name: test}
        spec:
          repository: {url: "https://forge.example.org/yard.git", token: {file: token}}
          work: work
          store: store
          pulls: {%s}
          %s
        """
            .formatted(pulls, forge));
    return SettingsFile.read(file, new Json());
  }
}
