package dev.trainyard.engine.local;

import dev.trainyard.model.work.TaskArray;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts the wrapper of a task in a session of its own, so that it outlives this process.
final class TaskLauncher {
  private final Ledger ledger;
  private final String boot;
  private final Map<String, String> environment;

  TaskLauncher(Ledger ledger, String boot, Map<String, String> environment) {
    this.ledger = ledger;
    this.boot = boot;
    this.environment = environment;
  }

  Process start(TaskId task, TaskArray array) throws IOException {
    String index = Integer.toString(task.index());
    List<String> words = new ArrayList<>();
    words.addAll(List.of("setsid", "/bin/sh", ledger.script().toString()));
    words.addAll(List.of(ledger.folder(task.name()).toString(), index, boot));
    array.command().forEach(word -> words.add(word.equals(TaskArray.INDEX) ? index : word));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(ledger.work(task.name()).toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(LocalSettings.MARKER, ledger.marker(task));
    return builder.start();
  }
}
