package dev.trainyard.engine.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.engine.Keeper;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps tasks of a held submission from starting while no controller is there.
class GateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SubmissionName NAME = new SubmissionName("ty-gate-j1");

  @TempDir private Path folder;
  private KubernetesCluster cluster;
  private Keeper<?> engine;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    engine =
        KubernetesEngine.open(
            KubernetesFactory.settings(cluster.kubeconfig(), KubernetesFactory.jobs(100)),
            InstantSource.system());
  }

  @AfterEach
  void end() throws Exception {
    engine.close();
    cluster.close();
  }

  @Test
  void holdsWithoutAController() throws Exception {
    engine.submit(tasks(2 * KubernetesFactory.PARALLELISM));
    await().atMost(PATIENCE).until(() -> ran() == KubernetesFactory.PARALLELISM);

    engine.steer(NAME, Standing.held(0));
    engine.close();
    Files.createFile(folder.resolve("told"));

    await().atMost(PATIENCE).until(() -> waiting() == KubernetesFactory.PARALLELISM);
    assertThat(ran()).isEqualTo(KubernetesFactory.PARALLELISM);
  }

  private TaskArray tasks(int count) {
    String script =
        "echo $1 >> %1$s/ran; until [ -e %1$s/told ]; do sleep 0.02; done".formatted(folder);
    return new TaskArray(
        NAME,
        IntStream.range(0, count).boxed().toList(),
        List.of("sh", "-c", script, "sh", TaskArray.INDEX),
        new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5)),
        0);
  }

  private long ran() throws Exception {
    Path file = folder.resolve("ran");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  /// Pods that are made, and wait at the gate.
  private long waiting() {
    return cluster.store().list("pods", _ -> true).stream()
        .map(pod -> pod.at("/status/containerStatuses/0/state/waiting/reason"))
        .map(JsonNode::asText)
        .filter("CreateContainerConfigError"::equals)
        .count();
  }
}
