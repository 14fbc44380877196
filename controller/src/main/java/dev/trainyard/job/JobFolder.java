package dev.trainyard.job;

import dev.trainyard.model.InstanceName;
import dev.trainyard.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where one execution of a job has its things, all of it in the store's temporary area: what is
/// committed in the end, and what goes.
///
/// @param root the execution's temporary folder
record JobFolder(Path root) {
  private static final String LOGS = "logs";

  /// Becomes the committed folder.
  Path result() {
    return root.resolve("result");
  }

  /// Becomes the record of a failed execution.
  Path attempt() {
    return root.resolve("attempt");
  }

  Path inputs() {
    return root.resolve("inputs");
  }

  Path artefacts() {
    return root.resolve("artefacts");
  }

  Path inputList() {
    return root.resolve("inputs.txt");
  }

  /// The folder of one wagon, by its place in the order.
  Path wagon(int place) {
    return root.resolve("wagons").resolve(Integer.toString(place));
  }

  Path log(InstanceName name) {
    Path folder = StoreLayout.instanceFolder(result().resolve(LOGS), name);
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  Path samples(InstanceName name) {
    Path folder = StoreLayout.instanceFolder(result().resolve(LOGS), name);
    return folder.resolveSibling(folder.getFileName() + ".prmon.txt");
  }

  /// Puts the logs alone into the folder of a failed execution.
  Path keepLogsOnly() throws IOException {
    Files.createDirectories(attempt());
    Path logs = result().resolve(LOGS);
    if (Files.isDirectory(logs)) {
      Files.move(logs, attempt().resolve(LOGS));
    }
    return attempt();
  }
}
