package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.engine.slurm.SlurmSettings.Times;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An engine with a ledger of its own, one submission, and a folder that its tasks see.
final class SlurmRoom implements Closeable {
  static final TaskNeeds NEEDS = new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Times TIMES =
      new Times(
          Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(4), Times.RETENTION);

  private final Path folder;
  private final SlurmSettings settings;
  private Keeper<?> engine;

  private SlurmRoom(Path folder, SlurmSettings settings) throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.engine = SlurmEngine.open(settings, InstantSource.system());
  }

  /// @param commands the folder of Slurm's commands, if not the machine's
  static SlurmRoom in(Path folder, SlurmCluster cluster, @Nullable Path commands, Requests requests)
      throws IOException {
    Map<String, String> environment = SlurmFactory.environment(cluster.configuration());
    return new SlurmRoom(
        folder,
        new SlurmSettings(
            folder.resolve("ledger"),
            folder.resolve("slurm-id"),
            commands,
            environment,
            requests,
            TIMES));
  }

  Keeper<?> engine() {
    return engine;
  }

  /// Goes on with an engine that knows nothing of the one before.
  void again() throws IOException {
    engine.close();
    engine = SlurmEngine.open(settings, InstantSource.system());
  }

  SubmissionName name() {
    return new SubmissionName(
        "ty-" + folder.getFileName().toString().replaceAll("\\D", "") + "-j1");
  }

  TaskArray script(List<Integer> indexes, String script) {
    List<String> command =
        List.of("sh", "-c", "SHARED=" + folder + "; " + script, "sh", TaskArray.INDEX);
    return new TaskArray(name(), indexes, command, NEEDS, 0);
  }

  Map<Integer, TaskState> tasks() {
    Sighting sighting = engine.observe().of(name());
    assertThat(sighting).isInstanceOf(Sighting.Seen.class);
    return ((Sighting.Seen) sighting).tasks();
  }

  /// Waits until all tasks are over; meanwhile the submission may be out of sight, never absent.
  void awaitOver() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> seen = new ArrayList<>();
    while (System.nanoTime() < end) {
      long before = engine.awaitChange(-1, Duration.ofMillis(1));
      EngineView view = engine.observe();
      Sighting sighting = view.of(name());
      assertThat(sighting).isNotInstanceOf(Sighting.Absent.class);
      seen.add(sighting.toString());
      if (sighting instanceof Sighting.Seen(var tasks, _, _)
          && tasks.values().stream().allMatch(TaskState::isOver)) {
        return;
      }
      engine.awaitChange(before, Duration.ofMillis(300));
    }
    throw new AssertionError("not over: " + seen.getLast());
  }

  List<String> ran() throws IOException {
    return lines("ran");
  }

  /// What was noted in a file of the folder.
  List<String> lines(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }

  /// The id of its first array.
  String job() throws IOException {
    return Files.readString(settings.folder().resolve(name().value()).resolve("0/job")).strip();
  }

  String work() {
    return settings.folder().resolve(name().value()).resolve("work").toString();
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
