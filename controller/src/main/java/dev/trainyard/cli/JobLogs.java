package dev.trainyard.cli;

import dev.trainyard.cli.JobLog.State;
import dev.trainyard.store.Store;
import dev.trainyard.store.StoreLayout;
import dev.trainyard.store.TempFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the logs of jobs in a store: of executions that failed, that run now, and that count.
record JobLogs(Store store) {
  private static final Pattern INDEX = Pattern.compile("\\d{1,9}");
  private static final String SUFFIX = ".log";

  private StoreLayout layout() {
    return store.layout();
  }

  /// The orders of a train that the store holds, oldest first.
  List<String> ordersOf(String train) throws IOException {
    return store.orders("train." + train + ".");
  }

  /// All logs of an order, by job, attempt and wagon.
  List<JobLog> of(String order) throws IOException {
    store.showLogs(order);
    Map<Integer, List<Execution>> executions = new TreeMap<>();
    for (Path job : entries(layout().attempts(order))) {
      for (Path attempt : isIndex(job) ? entries(job) : List.<Path>of()) {
        add(executions, index(job), new Execution(attempt, State.FAILED));
      }
    }
    for (Path job : entries(layout().jobs(order))) {
      if (isIndex(job)) {
        add(executions, index(job), new Execution(job, State.DONE));
      }
    }
    Pattern running = Pattern.compile(Pattern.quote("job." + order + ".") + "(\\d{1,9})-.*");
    for (Path folder : entries(layout().temporary())) {
      Matcher name = running.matcher(folder.getFileName().toString());
      if (name.matches()) {
        State state = TempFolder.isAbandoned(folder) ? State.LOST : State.RUNNING;
        Execution execution = new Execution(folder.resolve("result"), state);
        add(executions, Integer.parseInt(name.group(1)), execution);
      }
    }
    List<JobLog> logs = new ArrayList<>();
    for (Map.Entry<Integer, List<Execution>> job : executions.entrySet()) {
      logs.addAll(logs(order, job.getKey(), job.getValue()));
    }
    return logs;
  }

  /// One execution.
  ///
  /// @param folder the one that holds the folder of logs
  private record Execution(Path folder, State state) {
    Instant ended() {
      try {
        return switch (state) {
          case RUNNING -> Instant.MAX;
          case LOST -> Files.getLastModifiedTime(folder).toInstant();
          case FAILED, DONE ->
              Files.getLastModifiedTime(folder.resolve(StoreLayout.RESULT)).toInstant();
        };
      } catch (IOException _) {
        return Instant.MAX;
      }
    }
  }

  private static void add(Map<Integer, List<Execution>> all, int job, Execution execution) {
    all.computeIfAbsent(job, index -> new ArrayList<>()).add(execution);
  }

  private static List<JobLog> logs(String order, int job, List<Execution> executions)
      throws IOException {
    executions.sort(Comparator.comparing(Execution::ended));
    List<JobLog> logs = new ArrayList<>();
    for (int attempt = 1; attempt <= executions.size(); attempt++) {
      Execution execution = executions.get(attempt - 1);
      Path folder = execution.folder().resolve(StoreLayout.LOGS);
      for (Path analysis : entries(folder)) {
        for (Path file : entries(analysis)) {
          if (file.getFileName().toString().endsWith(SUFFIX)) {
            log(order, job, attempt, execution.state(), folder, file).ifPresent(logs::add);
          }
        }
      }
    }
    return logs;
  }

  /// One log; nothing if it moves just now, because its job ends.
  private static Optional<JobLog> log(
      String order, int job, int attempt, State state, Path folder, Path file) throws IOException {
    String name = folder.relativize(file).toString();
    BasicFileAttributes about;
    try {
      about = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    String wagon = name.substring(0, name.length() - SUFFIX.length());
    return Optional.of(
        new JobLog(
            order,
            "",
            job,
            attempt,
            wagon,
            state,
            about.size(),
            about.lastModifiedTime().toInstant(),
            file,
            // Without inodes, its name has to do.
            Objects.requireNonNullElse(about.fileKey(), List.of(order, job, attempt, wagon))));
  }

  private static boolean isIndex(Path folder) {
    return INDEX.matcher(folder.getFileName().toString()).matches();
  }

  private static int index(Path folder) {
    return Integer.parseInt(folder.getFileName().toString());
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    }
  }
}
