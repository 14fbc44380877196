package dev.trainyard.forge;

import java.io.IOException;
import java.nio.file.Path;

class GitLabWireTest extends WireContract {
  @Override
  ForgeSettings.Kind kind() {
    return ForgeSettings.Kind.GITLAB;
  }

  @Override
  LocalForge start(Path folder) throws IOException {
    return LocalForge.gitLab(folder);
  }
}
