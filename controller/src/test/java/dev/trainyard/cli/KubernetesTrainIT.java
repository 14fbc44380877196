package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains on a double of Kubernetes, by the command line. The yard is the one that runs
/// locally; only the controller's settings differ.
class KubernetesTrainIT {
  private static final int KILLS = Integer.getInteger("kubernetes.kills", 2);

  @TempDir private static Path place;
  private static KubernetesCluster cluster;

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = KubernetesCluster.start(place);
    YardOnKubernetes.bringImage(cluster, place);
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
    YardOnKubernetes.set(yard, cluster, folder);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void runsATrainOnKubernetes() throws Exception {
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));

    Process controller = controller();

    assertThat(controller.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(controller.exitValue()).as(this::log).isZero();
    assertIsComplete();
    assertThat(yard.status("trains/all.yaml")).get().asString().contains("engine: kubernetes");
    assertThat(jobs()).as("wagon test, train test, jobs, merge").hasSizeGreaterThanOrEqualTo(3);
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

  private List<String> jobs() {
    return cluster.jobNames();
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
