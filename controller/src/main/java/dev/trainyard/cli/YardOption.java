package dev.trainyard.cli;

import dev.trainyard.git.LocalRepository;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Which yard a command looks at: the one around the current folder, unless told otherwise. A mixin
/// of every such command, so that all of them take the same words.
final class YardOption {
  /// The environment variable that names the settings where `--settings` does not.
  static final String SETTINGS_VARIABLE = "TRAINYARD_SETTINGS";

  @Option(
      names = "--yard",
      paramLabel = "DIR",
      description = "A folder of the yard's clone (default: this one).")
  private Path folder = Path.of("");

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      defaultValue = "${env:" + SETTINGS_VARIABLE + "}",
      description =
          "The controller's settings: they say where inputs and results lie"
              + " (default: $"
              + SETTINGS_VARIABLE
              + ").")
  private @Nullable Path settings;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /// The settings, if any are named.
  Optional<SettingsFile> settings(Json json)
      throws IOException, InvalidSettingsException, UsageException {
    Path named = settings;
    // A variable that is empty names nothing.
    return named == null || named.toString().isEmpty()
        ? Optional.empty()
        : Optional.of(SettingsFile.read(named, json));
  }

  /// Opens the yard; the caller closes it.
  OpenYard open() throws IOException, InvalidSettingsException, UsageException {
    Json json = new Json();
    SettingsFile file = settings(json).orElse(null);
    Path place = folder.toAbsolutePath().normalize();
    LocalRepository repository =
        LocalRepository.find(place)
            .orElseThrow(
                () ->
                    new UsageException(
                        "no Git repository holds %s; go to a clone of the yard, or name it with"
                                .formatted(place)
                            + " --yard"));
    OpenYard open = new OpenYard(repository, place, file, json);
    CommandSpec command = spec;
    if (command != null) {
      open.mixUp().ifPresent(warning -> Screen.complain(command, "warning: " + warning));
    }
    return open;
  }
}
