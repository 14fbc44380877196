package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The processes of tasks, found by the variable that the local engine marks them with.
final class TaskProcesses {
  private static final String MARKER = "TRAINYARD_TASK=";

  private TaskProcesses() {}

  /// Process ids of what works for a yard in a folder.
  static List<Long> in(Path folder) throws IOException {
    return named(folder.toString());
  }

  /// Process ids of tasks whose command line or environment holds a text.
  static List<Long> named(String text) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(process -> isTask(process, text))
          .map(process -> Long.valueOf(process.getFileName().toString()))
          .toList();
    }
  }

  /// How many tasks these processes work for.
  static long tasksOf(List<Long> processes) {
    return processes.stream()
        .map(id -> text(Path.of("/proc", id.toString(), "environ")))
        .flatMap(environment -> Stream.of(environment.split("\0", -1)))
        .filter(variable -> variable.startsWith(MARKER))
        .distinct()
        .count();
  }

  private static boolean isTask(Path process, String text) {
    String environment = text(process.resolve("environ"));
    return environment.contains(MARKER)
        && (environment.contains(text) || text(process.resolve("cmdline")).contains(text));
  }

  /// Empty for a process that is gone, or somebody else's.
  private static String text(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
