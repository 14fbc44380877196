package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.remote.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains on an engine, by the command line. The yard is the same for all; only the
/// controller's settings differ.
abstract class EngineTrains {
  private static final String TRAIN = "trains/all.yaml";
  private static final String WAGON = "analyses/first/wagons/letters.yaml";
  private static final int KILLS = Integer.getInteger("train.kills", 2);

  @TempDir Path folder;
  SmallYard yard;
  private final List<Process> controllers = new ArrayList<>();

  /// The engine's settings; it runs one job at a time.
  abstract String engine() throws Exception;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    Path settings = yard.settings();
    String local = "local: {slots: 2, memory: 1Gi}";
    String text = Files.readString(settings);
    assertThat(text).contains(local);
    Files.writeString(settings, text.replace(local, engine()));
    // On a busy machine, a job may wait at the gate for longer than the wagon's minute.
    yard.commit(WAGON, yard.file(WAGON).replace("time: 1m", "time: 20m"));
  }

  @AfterEach
  void end() throws Exception {
    controllers.forEach(Process::destroyForcibly);
    yard.close();
  }

  @Test
  void runsATrain() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", ""));

    Process controller = controller();

    assertThat(controller.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ends")
        .isTrue();
    assertThat(controller.exitValue()).as(this::log).isZero();
    assertIsComplete();
    assertThat(yard.status(TRAIN))
        .get()
        .asString()
        .contains("engine: " + engine().replaceAll(":.*", ""));
  }

  @Test
  void givesATrainWhatAnotherHasMade() throws Exception {
    yard.commit(ArtefactTrainIT.files());

    RunningController.untilQuiet(yard.settings());

    assertThat(yard.status("trains/use.yaml")).get().asString().contains("is: Succeeded");
    assertThat(yard.order("use").resolve("merged/all/first/apply/used.csv"))
        .hasContent(ArtefactTrainIT.TWICE);
  }

  @Test
  void losesNothingWhenTheControllerIsKilled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    yard.commit(TRAIN, SmallYard.train("all", "retry: {infrastructure: 9, backoff: 1s}"));
    for (int i = 0; i < KILLS; i++) {
      Process victim = controller();
      victim.waitFor(1500 + random.nextInt(2500), TimeUnit.MILLISECONDS);
      victim.destroyForcibly().waitFor();
    }

    Process last = controller();

    assertThat(last.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ends; seed %d", seed)
        .isTrue();
    assertThat(last.exitValue()).as(this::log).isZero();
    assertIsComplete();
    assertThat(yard.order("all").resolve("attempts")).as("no job ran again").doesNotExist();
  }

  @Test
  void startsNoFurtherJobOfARunningTrainThatIsHeld() throws Exception {
    yard.shutGate();
    yard.commit(TRAIN, SmallYard.train("all", ""));
    String held;
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Running");
      yard.commit(TRAIN, SmallYard.train("all", "suspend: true"));
      yard.awaitStatus(
          TRAIN, "jobs that run go on to their end, and none starts; set it to false\"");
      yard.openGate();
      yard.awaitStatus(TRAIN, "no job runs, and none starts; set it to false\"");
    }
    RunningController.untilQuiet(yard.settings());
    held = yard.status(TRAIN).orElseThrow();

    yard.commit(TRAIN, SmallYard.train("all", "priority: 3"));
    RunningController.untilQuiet(yard.settings());

    assertThat(held).contains("is: Running", "reason: Suspended", "waiting: 1", "done: 1");
    assertIsComplete();
    assertThat(yard.order("all").resolve("attempts")).as("no job ran again").doesNotExist();
  }

  /// Runs a train that shares nothing but a bucket with its controller.
  ///
  /// @param how the bucket is reached
  /// @param engine words of the engine's settings to be replaced by `instead`
  /// @param variables of the controller
  @SuppressWarnings("try") // the server may be interrupted while it stops
  final void runATrainOnABucket(
      String how, String engine, String instead, Map<String, String> variables) throws Exception {
    try (S3Server server = S3Server.in(Files.createDirectories(folder.resolve("bucket")))) {
      YardOnS3 onS3 = new YardOnS3(yard, folder, server);
      onS3.moveInputs();
      onS3.settings(how);
      String text = Files.readString(yard.settings());
      assertThat(text).contains(engine);
      Files.writeString(yard.settings(), text.replace(engine, instead));
      yard.commit(TRAIN, SmallYard.train("all", ""));

      Process controller = controller(variables);

      assertThat(controller.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("ends")
          .isTrue();
      assertThat(controller.exitValue()).as(this::log).isZero();
      assertThat(yard.status(TRAIN)).get().asString().contains("is: Succeeded");
      assertThat(onS3.merged("all")).isEqualTo(SmallYard.onePass());
      assertThat(yard.store()).doesNotExist();
    }
  }

  final void assertIsComplete() throws IOException {
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
    assertThat(yard.status(TRAIN)).get().asString().contains("is: Succeeded");
  }

  final Process controller() throws IOException {
    return controller(Map.of());
  }

  /// @param variables besides those of the test
  final Process controller(Map<String, String> variables) throws IOException {
    List<String> command = new ArrayList<>(Launcher.words());
    command.addAll(List.of("run", "--settings", yard.settings().toString(), "--until-quiet"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    builder.environment().putAll(variables);
    Process started = builder.start();
    controllers.add(started);
    return started;
  }

  final String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
