package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Manifest;
import dev.trainyard.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real application, killed with SIGKILL again and again, ends where an undisturbed one ends.
/// More kills with `-Dkills=100` or `-Pendurance`, the same ones with `-Dkills.seed=...`.
class RelentlessKillIT {
  private static final int KILLS = Integer.getInteger("kills", 12);
  private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
  private static final int ALWAYS_UNFINISHED = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private final Json json = new Json();
  private final List<Process> controllers = new ArrayList<>();

  /// What must not differ, whatever was killed.
  private record End(String phase, Object jobs, Object coverage, Object uncoupled, Object files) {}

  /// A merged file and what is in it, without the names of train and order.
  private record File(Object output, String sha256, long size, Object parts, Object inputs) {}

  @AfterEach
  void end() {
    controllers.forEach(Process::destroyForcibly);
  }

  @Test
  void endsAsAnUndisturbedOneHoweverOftenItIsKilled() throws Exception {
    endsAsAnUndisturbedOne(1);
  }

  /// At the same time, because most of it is waiting.
  @Test
  void endsAsAnUndisturbedOneWithOtherKills() throws Exception {
    endsAsAnUndisturbedOne(2);
  }

  private void endsAsAnUndisturbedOne(int yardNumber) throws Exception {
    int kills = KILLS / 2;
    System.out.println("kills in yard " + yardNumber + ": " + kills + ", " + seed());
    Map<String, End> calm = new HashMap<>();
    Map<String, Long> starts = new HashMap<>();
    try (KillYard yard = KillYard.in(folder.resolve("calm"))) {
      Process controller = controller(yard);
      for (String shape : KillYard.SHAPES) {
        long before = yard.starts();
        String train = yard.another();
        awaitFinished(yard, controller);
        calm.put(shape, end(yard, train));
        starts.put(shape, yard.starts() - before);
      }
      stop(controller);
    }

    try (KillYard yard = KillYard.in(folder.resolve("killed"))) {
      Killer killer = new Killer(yard, new Random(SEED + yardNumber));
      long began = System.nanoTime();
      Process controller = controller(yard);
      for (int kill = 0; kill < kills; kill++) {
        while (yard.unfinished().size() < ALWAYS_UNFINISHED) {
          yard.another();
        }
        controller = controller.isAlive() ? controller : controller(yard);
        killer.strike(controller);
      }
      controller = controller.isAlive() ? controller : controller(yard);
      awaitFinished(yard, controller);
      stop(controller);
      report(yard, killer, kills, Duration.ofNanos(System.nanoTime() - began));

      for (String train : yard.trains()) {
        assertThat(end(yard, train))
            .as("%s, %s", train, seed())
            .isEqualTo(calm.get(KillYard.shape(train)));
      }
      long expected = yard.trains().stream().mapToLong(t -> starts.get(KillYard.shape(t))).sum();
      assertThat(yard.starts())
          .as("starts of wagons: only what was killed runs again; %s", seed())
          .isLessThanOrEqualTo(expected + 4L * killer.tasks());
      yard.yard().awaitNoTasks();
      assertThat(processesIn(yard.folder())).as("orphans; %s", seed()).isEmpty();
    }
  }

  private static String seed() {
    return "-Dkills.seed=" + SEED;
  }

  private static void report(KillYard yard, Killer killer, int kills, Duration took)
      throws IOException {
    System.out.printf(
        "%d kills in %d s %s; %d trains, %d wagons started, %d tasks killed%n",
        kills,
        took.toSeconds(),
        new TreeMap<>(killer.struck()),
        yard.trains().size(),
        yard.starts(),
        killer.tasks());
  }

  private Process controller(KillYard yard) throws IOException {
    List<String> command = new ArrayList<>(launcher());
    command.addAll(List.of("run", "--settings", yard.yard().settings().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(yard).toFile()))
            .start();
    controllers.add(process);
    return process;
  }

  /// The packaged application, which starts fastest, if there is one.
  private static List<String> launcher() {
    String application = System.getProperty("trainyard.application");
    return application == null ? Launcher.words() : List.of(application + "/bin/trainyard");
  }

  private static Path log(KillYard yard) {
    return yard.folder().resolve("log");
  }

  private void awaitFinished(KillYard yard, Process controller) {
    await("all trains have succeeded; " + seed())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .failFast(() -> assertThat(controller.isAlive()).as(text(log(yard))).isTrue())
        .ignoreException(IOException.class)
        .until(() -> yard.unfinished().isEmpty());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void stop(Process controller) throws InterruptedException {
    controller.destroy();
    assertThat(controller.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
  }

  private End end(KillYard yard, String train) throws Exception {
    String path = "trains/" + train + ".yaml";
    byte[] text = yard.yard().status(path).orElseThrow().getBytes(UTF_8);
    TrainStatus status = new StatusYaml(json).read(path, text, TrainStatus.class);
    assertThat(yard.yard().orders(train)).as("orders of %s", train).hasSize(1);
    List<File> files = new ArrayList<>();
    for (MergedOutput output : status.outputs()) {
      files.add(file(yard, output));
    }
    return new End(
        status.phase().word(), status.jobs(), status.coverage(), status.uncoupled(), files);
  }

  private File file(KillYard yard, MergedOutput output) throws IOException {
    Path merged = yard.yard().store().resolve(output.path());
    Manifest manifest = json.read(Files.readAllBytes(StoreLayout.manifest(merged)), Manifest.class);
    assertThat(manifest.inputs()).extracting(i -> i.location()).doesNotHaveDuplicates();
    assertThat(manifest.parts()).extracting(Manifest.Part::job).doesNotHaveDuplicates();
    assertThat(manifest.missing()).isEmpty();
    assertThat(sha256(merged)).isEqualTo(output.sha256()).isEqualTo(manifest.sha256());
    return new File(
        List.of(output.instance(), output.file(), output.mergeList()),
        sha256(merged),
        output.size(),
        manifest.parts(),
        manifest.inputs().stream()
            .map(input -> List.of(input.location().replaceFirst(".*/", ""), input.sha256()))
            .toList());
  }

  private static String sha256(Path file) throws IOException {
    return HexFormat.of().formatHex(Digest.sha256().digest(Files.readAllBytes(file)));
  }

  /// Processes whose environment, command line or folder is of the yard.
  private static List<String> processesIn(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .filter(p -> text(Path.of("/proc/" + p.pid() + "/environ")).contains(folder.toString()))
        .map(p -> p.pid() + " " + text(Path.of("/proc/" + p.pid() + "/cmdline")))
        .toList();
  }
}
