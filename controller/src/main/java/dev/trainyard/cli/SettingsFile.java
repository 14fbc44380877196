package dev.trainyard.cli;

import dev.trainyard.config.SettingsReader;
import dev.trainyard.config.SettingsReader.Reading;
import dev.trainyard.git.Credentials;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.git.RemoteSettings;
import dev.trainyard.git.RemoteUrl;
import dev.trainyard.git.RemoteUrl.PlainHttp;
import dev.trainyard.git.RepositorySettings;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/// A controller's settings with everything that follows from where the file lies.
///
/// @param folder the file's folder: relative paths start there
record SettingsFile(Settings settings, Path folder) {

  /// Reads a settings file.
  ///
  /// @throws InvalidSettingsException with every problem, one a line
  static SettingsFile read(Path file, Json json) throws IOException, InvalidSettingsException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(
          "the settings file " + file + " cannot be read; name it with --settings");
    }
    Reading<Settings> reading =
        new SettingsReader(json).read(file.toString(), Files.readAllBytes(file), Settings.class);
    Optional<Settings> settings = reading.settings();
    if (settings.isEmpty()) {
      throw new InvalidSettingsException(
          reading.problems().stream()
              .map(problem -> problem.toString())
              .collect(Collectors.joining("\n")));
    }
    return new SettingsFile(settings.get(), file.toAbsolutePath().normalize().resolveSibling(""));
  }

  /// A path of the settings, made absolute.
  Path path(String text) {
    return folder.resolve(text).normalize();
  }

  Path work() {
    return path(settings.spec().work());
  }

  Path store() {
    return path(settings.spec().store());
  }

  /// How the repository is reached.
  ///
  /// @throws InvalidSettingsException if the address is none that may be used
  RepositorySettings repository() throws InvalidSettingsException {
    Settings.Repository repository = settings.spec().repository();
    try {
      RemoteUrl url =
          RemoteUrl.parse(
              repository.url(),
              repository.plainHttp() ? PlainHttp.ALLOWED : PlainHttp.LOOPBACK_ONLY);
      return new RepositorySettings(
          new RemoteSettings(url, credentials(repository), RemoteLimits.defaults()),
          work().resolve("repository"),
          repository.main(),
          repository.status(),
          RepositorySettings.Author.TRAINYARD);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("repository: " + e.getMessage());
    }
  }

  private Credentials credentials(Settings.Repository repository) {
    Settings.Token token = repository.token();
    Settings.Ssh ssh = repository.ssh();
    if (token != null) {
      return new Credentials.HttpToken(token.user(), () -> token(token));
    }
    return ssh == null
        ? new Credentials.None()
        : new Credentials.SshKey(path(ssh.identity()), path(ssh.knownHosts()));
  }

  private String token(Settings.Token token) throws IOException {
    String file = token.file();
    String variable = token.environment();
    if (file != null) {
      return Files.readString(path(file)).strip();
    }
    String value = variable == null ? null : System.getenv(variable);
    if (value == null) {
      throw new IOException("the token's environment variable " + variable + " is not set");
    }
    return value;
  }
}
