package dev.trainyard.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An engine whose process is killed with SIGKILL again and again.
class EngineKillTest {
  private static final SubmissionName NAME = new SubmissionName("ty-killed-j1");
  private static final int TASKS = 1000;
  private static final int KILLS = 10;

  @TempDir Path folder;

  @Test
  void runsEveryTaskExactlyOnceHoweverOftenItIsKilled() throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      int enough = ran().size() + 20 + 3 * kill;
      Process victim = startEngine();
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> ran().size() >= enough);
      assertThatThrownBy(() -> LocalEngine.open(settings(folder), InstantSource.system()))
          .isInstanceOf(LedgerInUseException.class)
          .hasMessageContaining("(process " + victim.pid() + ")");
      victim.destroyForcibly().waitFor();
    }
    assertThat(ran()).hasSizeLessThan(TASKS);

    Map<Integer, TaskState> tasks = finish();

    assertThat(tasks).hasSize(TASKS);
    assertThat(tasks.values()).containsOnly(new TaskState.Ended(0));
    assertThat(ran()).doesNotHaveDuplicates().hasSize(TASKS);
  }

  private Map<Integer, TaskState> finish() throws Exception {
    try (LocalEngine engine = LocalEngine.open(settings(folder), InstantSource.system())) {
      assertThat(engine.submit(array(folder))).isEqualTo(new SubmitAnswer.Found());
      long seen = 0;
      while (!(engine.observe().of(NAME)
              instanceof Sighting.Seen(Map<Integer, TaskState> tasks, _, _)
          && tasks.values().stream().allMatch(TaskState::isOver))) {
        seen = engine.awaitChange(seen, Duration.ofSeconds(30));
      }
      return ((Sighting.Seen) engine.observe().of(NAME)).tasks();
    }
  }

  private List<String> ran() throws IOException {
    Path file = folder.resolve("ran");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private Process startEngine() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            folder.toString())
        .redirectOutput(new File("/dev/null"))
        .redirectError(folder.resolve("victim.log").toFile())
        .start();
  }

  private static LocalSettings settings(Path folder) {
    return LocalSettings.of(folder.resolve("ledger"), 2, ByteSize.parse("1Gi"));
  }

  private static TaskArray array(Path folder) {
    return new TaskArray(
        NAME,
        IntStream.range(0, TASKS).boxed().toList(),
        List.of("sh", "-c", "echo $1 >> " + folder.resolve("ran"), "sh", TaskArray.INDEX),
        new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5)),
        0);
  }

  /// The process that is killed.
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      try (LocalEngine engine = LocalEngine.open(settings(folder), InstantSource.system())) {
        engine.submit(array(folder));
        long seen = engine.awaitChange(0, Duration.ZERO);
        while (true) {
          seen = engine.awaitChange(seen, Duration.ofMinutes(1));
        }
      }
    }
  }
}
