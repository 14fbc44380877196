package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real controller, killed with SIGKILL again and again while runs come: each of them is
/// processed once, in one train or batch. The same kills again with `-Dkills.seed=...`, more of
/// them with `-Dkills=100`.
class KilledListenersIT {
  private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
  private static final int KILLS = Math.max(4, Integer.getInteger("kills", 12) / 3);

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final List<Process> controllers = new ArrayList<>();
  private final List<Long> runs = new ArrayList<>();

  @AfterEach
  void end() {
    controllers.forEach(Process::destroyForcibly);
  }

  @Test
  void processesEachRunOnceInATrainOfItsOwn() throws Exception {
    assertThatEachRunIsProcessedOnce("most: 3\n");
  }

  @Test
  void processesEachRunOnceInABatch() throws Exception {
    assertThatEachRunIsProcessedOnce("batch: {runs: 3, after: 1s}\n");
  }

  private void assertThatEachRunIsProcessedOnce(String starts) throws Exception {
    try (ListenerYard listening = ListenerYard.in(folder, starts)) {
      int killed = 0;
      for (int i = 0; i < KILLS; i++) {
        // Numbers come in no order.
        take(listening, 100 - 2L * i);
        Process controller = controller(listening.yard());
        take(listening, 101 + 2L * i);
        killed += killWithin(controller, 1500 + random.nextInt(4500)) ? 1 : 0;
      }
      assertThat(killed).as("kills that met a living controller; seed %d", SEED).isPositive();

      try (RunningController _ = RunningController.start(listening.yard().settings())) {
        SmallYard.awaitThat(
            "all runs are processed; seed " + SEED, () -> isProcessed(listening.yard()));
      }

      assertThat(inputs(listening.yard()))
          .as("runs of all orders; seed %d", SEED)
          .containsExactlyInAnyOrderElementsOf(runs);
    }
  }

  private void take(ListenerYard listening, long run) throws Exception {
    listening.take(run, "scan", "5000");
    runs.add(run);
  }

  private Process controller(SmallYard yard) throws IOException {
    Process started = ControllerProcess.start(yard.settings(), folder.resolve("log"));
    controllers.add(started);
    return started;
  }

  /// @return whether it was still alive
  private static boolean killWithin(Process process, int millis) throws InterruptedException {
    boolean over = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    return !over;
  }

  private boolean isProcessed(SmallYard yard) throws IOException {
    long sum = 0;
    if (Files.notExists(yard.store().resolve("orders"))) {
      return false;
    }
    for (long run : runs) {
      for (Path order : yard.orders("scans-" + run)) {
        Path merged = order.resolve("merged/all/first/letters/letters.csv");
        sum += Files.exists(merged) ? sum(Files.readString(merged)) : 0;
      }
    }
    return sum >= runs.stream().mapToLong(Long::longValue).sum();
  }

  /// The file of each run counts as many as its number is.
  private static long sum(String merged) {
    return merged
        .lines()
        .filter(line -> line.startsWith("a,"))
        .mapToLong(line -> Long.parseLong(line.substring(2)))
        .sum();
  }

  /// The runs of all orders of trains, each as often as it is in one.
  private static List<Long> inputs(SmallYard yard) throws IOException {
    Store store = new Store(yard.store(), new Json());
    List<Long> inputs = new ArrayList<>();
    for (String order : store.orders("train.")) {
      store.order(order).orElseThrow().jobs().stream()
          .flatMap(job -> job.inputs().stream())
          .map(InputFile::run)
          .forEach(inputs::add);
    }
    return inputs;
  }
}
