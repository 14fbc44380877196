package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// A controller at work in this process, with real tasks.
final class RunningController implements AutoCloseable {
  private final Workshop workshop;
  private final Doorbell bell;
  private final Monitoring monitoring;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Verdict> end;

  private RunningController(Workshop workshop, Doorbell bell, Monitoring monitoring) {
    this.workshop = workshop;
    this.bell = bell;
    bell.rings(workshop.controller()::pollSoon);
    this.monitoring = monitoring;
    this.end = thread.submit(() -> workshop.controller().run());
  }

  static RunningController start(Path settings) throws Exception {
    return start(settings, new Workshop.Wishes(Ending.ON_REQUEST));
  }

  static RunningController start(Path settings, Workshop.Wishes wishes) throws Exception {
    Json json = new Json();
    SettingsFile file = SettingsFile.read(settings, json);
    Monitoring monitoring = Monitoring.start(file, InstantSource.system());
    try {
      Workshop workshop = Workshop.open(file, wishes, json, monitoring);
      return new RunningController(workshop, Doorbell.begin(file), monitoring);
    } catch (IOException | InUseException e) {
      monitoring.close();
      throw e;
    }
  }

  /// Runs until nothing more would happen by itself.
  static Verdict untilQuiet(Path settings) throws Exception {
    try (RunningController controller = start(settings, new Workshop.Wishes(Ending.WHEN_QUIET))) {
      return controller.awaitEnd();
    }
  }

  /// Where it tells how it is.
  URI health(String path) {
    int port = monitoring.pages().orElseThrow().address().getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  Verdict awaitEnd() throws Exception {
    return end.get(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    workshop.controller().stop();
    try (monitoring;
        bell;
        workshop) {
      thread.shutdown();
      assertThat(thread.awaitTermination(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("stops when asked")
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
