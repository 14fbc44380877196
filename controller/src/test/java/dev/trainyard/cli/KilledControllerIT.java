package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, killed without warning: nothing is lost and nothing is done twice.
class KilledControllerIT {
  private static final int KILLS = 6;

  @TempDir private Path folder;
  private final List<Process> controllers = new ArrayList<>();
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
  }

  @AfterEach
  void end() throws Exception {
    controllers.forEach(Process::destroyForcibly);
    yard.close();
  }

  @Test
  void givesTheSameResultHoweverOftenTheControllerIsKilled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      killed += killWithin(controller(), 700 + random.nextInt(1300)) ? 1 : 0;
    }

    Process last = controller();

    assertThat(last.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ends; seed %d", seed)
        .isTrue();
    assertThat(last.exitValue()).as(this::log).isZero();
    assertThat(killed).as("kills that met a living controller; seed %d", seed).isPositive();
    assertIsComplete();
  }

  @Test
  void runsAJobAgainThatWasKilled() throws Exception {
    yard.shutGate();
    yard.commit("trains/all.yaml", SmallYard.train("all", "retry: {backoff: 1s}"));
    Process controller = controller();
    yard.awaitPhase("all", "Running");
    SmallYard.awaitThat("the job is at work", () -> !jobs().isEmpty());

    jobs().forEach(job -> ProcessHandle.of(job).ifPresent(ProcessHandle::destroyForcibly));
    yard.openGate();

    assertThat(controller.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ends")
        .isTrue();
    assertThat(controller.exitValue()).as(this::log).isZero();
    assertIsComplete();
  }

  @Test
  void writesTheStatusAndLeavesJobsAloneWhenItIsToldToStop() throws Exception {
    yard.shutGate();
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    Process controller = controller();
    yard.awaitPhase("all", "Running");
    SmallYard.awaitThat("the job is at work", () -> !jobs().isEmpty());
    List<Long> jobs = jobs();

    controller.destroy();

    assertThat(controller.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(jobs()).as("jobs go on").isEqualTo(jobs);
    yard.openGate();
    RunningController.untilQuiet(yard.settings());
    assertIsComplete();
    assertThat(yard.order("all").resolve("attempts")).as("no job was run again").doesNotExist();
  }

  /// The processes `trainyard job` of the train's first job.
  private List<Long> jobs() throws IOException {
    return TaskProcesses.in(folder).stream()
        .filter(id -> commandLine(id).matches("(?s).*\0job\0.*--index\0000.*"))
        .filter(id -> commandLine(id).contains("--order\0train.all."))
        .toList();
  }

  private static String commandLine(long id) {
    try {
      return Files.readString(Path.of("/proc/" + id + "/cmdline"));
    } catch (IOException _) {
      return "";
    }
  }

  private Process controller() throws IOException {
    Process started =
        ControllerProcess.start(yard.settings(), folder.resolve("log"), "--until-quiet");
    controllers.add(started);
    return started;
  }

  /// @return whether it was still alive
  private static boolean killWithin(Process process, int millis) throws InterruptedException {
    boolean over = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    return !over;
  }

  private void assertIsComplete() throws IOException {
    Path order = yard.order("all");
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
    assertThat(yard.status("trains/all.yaml")).get().asString().contains("is: Succeeded");
    Manifest manifest = new Json().read(Files.readAllBytes(manifest(order)), Manifest.class);
    assertThat(manifest.inputs())
        .extracting(input -> input.location())
        .doesNotHaveDuplicates()
        .hasSize(3);
    try (Stream<Path> jobs = Files.list(order.resolve("jobs"))) {
      assertThat(jobs.map(job -> job.getFileName().toString())).containsExactlyInAnyOrder("0", "1");
    }
    yard.awaitNoTasks();
  }

  private static Path manifest(Path order) {
    return order.resolve("merged/all/first/letters/letters.csv.manifest.json");
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
