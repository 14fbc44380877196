package dev.trainyard.git;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;

/// The Git configuration of a mirror.
final class MirrorConfig {
  private MirrorConfig() {}

  /// The repository that this is a mirror of.
  static Optional<String> remote(Config config) {
    return Optional.ofNullable(config.getString("remote", "origin", "url"));
  }

  static void write(StoredConfig config, RemoteUrl remote) throws IOException {
    config.setString("remote", "origin", "url", remote.toString());
    config.setBoolean("core", null, "bare", true);
    config.setBoolean("core", null, "logAllRefUpdates", false);
    config.setBoolean("fetch", null, "fsckObjects", true);
    config.setBoolean("http", null, "followRedirects", false);
    // We are alone in the repository and choose the moment.
    config.setInt("gc", null, "auto", 0);
    config.setBoolean("gc", null, "autoDetach", false);
    config.setString("gc", null, "pruneExpire", "now");
    config.setString("gc", null, "prunePackExpire", "now");
    config.save();
  }
}
