package dev.trainyard.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts `trainyard run` in a process of its own, which can be killed.
final class ControllerProcess {
  private ControllerProcess() {}

  /// @param log what it says is added to this file
  /// @param options besides the settings
  static Process start(Path settings, Path log, String... options) throws IOException {
    List<String> command = new ArrayList<>(Launcher.words());
    command.addAll(List.of("run", "--settings", settings.toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
