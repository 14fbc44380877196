package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    return WrittenSettings.in(folder, forge, "pulls: {" + pulls + "}");
  }
}
