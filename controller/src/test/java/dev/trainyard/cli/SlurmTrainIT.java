package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.slurm.SlurmCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains on a real Slurm, by the command line. The yard is the one that runs locally; only
/// the controller's settings differ.
class SlurmTrainIT {
  private static final int KILLS = Integer.getInteger("slurm.kills", 2);

  @TempDir private static Path place;
  private static SlurmCluster cluster;

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SlurmCluster.start(place, 1);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    Path settings = yard.settings();
    String local = "local: {slots: 2, memory: 1Gi}";
    String text = Files.readString(settings);
    assertThat(text).contains(local);
    Files.writeString(
        settings,
        text.replace(
            local,
            "slurm: {configuration: '%s', partition: train, poll: 500ms, grace: 5s}"
                .formatted(cluster.configuration())));
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void runsATrainOnSlurm() throws Exception {
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));

    Process controller = controller();

    assertThat(controller.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(controller.exitValue()).as(this::log).isZero();
    assertIsComplete();
    assertThat(yard.status("trains/all.yaml")).get().asString().contains("engine: slurm");
    assertThat(arrays()).as("wagon test, train test, jobs, merge").hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void losesNothingWhenTheControllerIsKilled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    yard.commit(
        "trains/all.yaml", SmallYard.train("all", "retry: {infrastructure: 9, backoff: 1s}"));
    for (int i = 0; i < KILLS; i++) {
      Process victim = controller();
      victim.waitFor(1500 + random.nextInt(2500), TimeUnit.MILLISECONDS);
      victim.destroyForcibly().waitFor();
    }

    Process last = controller();

    assertThat(last.waitFor(120, TimeUnit.SECONDS)).as("ends; seed %d", seed).isTrue();
    assertThat(last.exitValue()).as(this::log).isZero();
    assertIsComplete();
    assertThat(yard.order("all").resolve("attempts")).as("no job ran again").doesNotExist();
  }

  private void assertIsComplete() throws IOException {
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
    assertThat(yard.status("trains/all.yaml")).get().asString().contains("is: Succeeded");
  }

  private List<String> arrays() throws IOException {
    try (Stream<Path> folders = Files.list(yard.store().resolve("slurm"))) {
      return folders
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("ty-"))
          .toList();
    }
  }

  private Process controller() throws IOException {
    List<String> command = new ArrayList<>(Launcher.words());
    command.addAll(List.of("run", "--settings", yard.settings().toString(), "--until-quiet"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
