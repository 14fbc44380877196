package dev.trainyard.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Prints what logs gain, those of jobs that start later too, until the process is ended. A log
/// that moves when its job ends goes on where it was.
final class LogFollowing {
  private static final int FIRST_LINES = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Screen screen;
  private final Logs logs;
  private final Map<Object, LogReader> readers = new HashMap<>();
  private String last = "";

  LogFollowing(Screen screen, Logs logs) {
    this.screen = screen;
    this.logs = logs;
  }

  /// Which logs there are now.
  interface Logs {
    List<JobLog> now() throws IOException;
  }

  void run() throws IOException {
    for (JobLog log : logs.now()) {
      begin(log);
    }
    while (Pause.of(PAUSE)) {
      for (JobLog log : logs.now()) {
        gain(log);
      }
      screen.flush();
    }
  }

  /// Of what runs, the last lines; of what is over, nothing.
  private void begin(JobLog log) throws IOException {
    LogReader reader = new LogReader(log.file());
    readers.put(log.identity(), reader);
    try {
      if (log.state() == JobLog.State.RUNNING) {
        print(log, reader.tail(FIRST_LINES));
      } else {
        reader.skip();
      }
    } catch (NoSuchFileException _) {
      // It moves just now: the next look finds it in its new place.
    }
  }

  private void gain(JobLog log) throws IOException {
    try {
      List<String> lines = new ArrayList<>();
      readers
          .computeIfAbsent(log.identity(), _ -> new LogReader(log.file()))
          .in(log.file())
          .forEachNew(lines::add);
      print(log, lines);
    } catch (NoSuchFileException _) {
      // It moves just now: the next look finds it in its new place.
    }
  }

  private void print(JobLog log, List<String> lines) {
    if (!lines.isEmpty()) {
      head(log);
      lines.forEach(screen::logLine);
    }
  }

  private void head(JobLog log) {
    String title = "job %d, attempt %d, %s".formatted(log.job(), log.attempt(), log.wagon());
    if (!title.equals(last)) {
      screen.heading(title);
    }
    last = title;
  }
}
