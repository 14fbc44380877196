package dev.trainyard.cli;

import dev.trainyard.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/// Settings as an operator writes them, of a yard on a forge.
final class WrittenSettings {
  private WrittenSettings() {}

  /// Reads those with these lines in their spec besides what must be there.
  static SettingsFile in(Path folder, String... lines) throws Exception {
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
          %s
        """
            .formatted(String.join("\n  ", lines)));
    return SettingsFile.read(file, new Json());
  }
}
