package dev.trainyard.forge;

import java.io.IOException;
import java.nio.file.Path;

class GitHubWireTest extends WireContract {
  @Override
  ForgeSettings.Kind kind() {
    return ForgeSettings.Kind.GITHUB;
  }

  @Override
  LocalForge start(Path folder) throws IOException {
    return LocalForge.gitHub(folder);
  }
}
