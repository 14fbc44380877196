package dev.trainyard.engine.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.json.Json;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tasks that bring an image of their own.
class TaskImageTest {
  private static final SubmissionName NAME = SubmissionName.of("yard", "order", Stage.JOBS, 1);
  private static final String OWN = "lab/tools@sha256:" + "a".repeat(64);
  private static final TaskNeeds NEEDS =
      new TaskNeeds(1, ByteSize.parse("64Mi"), Duration.ofMinutes(5));

  @TempDir private Path folder;
  private KubernetesCluster cluster;
  private Keeper<?> engine;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder);
    cluster.image(OWN, List.of("true"));
    engine = open();
  }

  @AfterEach
  void end() throws Exception {
    engine.close();
    cluster.close();
  }

  private Keeper<?> open() throws Exception {
    return KubernetesEngine.open(
        KubernetesFactory.settings(cluster.kubeconfig(), KubernetesFactory.jobs(2)),
        InstantSource.system());
  }

  @Test
  void runsThemInTheirOwnImage() throws Exception {
    engine.submit(array(3, OWN));
    awaitOver();

    assertThat(images()).hasSize(2).containsOnly(OWN);
  }

  @Test
  void runsOthersInTheImageOfTheSettings() throws Exception {
    engine.submit(array(1, null));
    awaitOver();

    assertThat(images()).containsExactly(KubernetesCluster.IMAGE);
  }

  @Test
  void remembersTheirImageWhenItCompletesHalfASubmission() throws Exception {
    cluster.api().fail("PATCH configmaps");
    assertThatThrownBy(() -> engine.submit(array(5, OWN)))
        .isInstanceOf(EngineUnreachableException.class);
    engine.close();
    new Admission(cluster.store())
        .delete(
            "jobs",
            cluster.jobNames().getLast(),
            new ObjectMapper().createObjectNode().put("propagationPolicy", "Background"));
    cluster.api().fail("");
    engine = open();

    engine.submit(array(5, OWN));
    awaitOver();

    assertThat(images()).hasSize(3).containsOnly(OWN);
  }

  @Test
  void takesTheSameTasksInAnotherImageForOthers() throws Exception {
    engine.submit(array(1, OWN));

    SubmitAnswer answer = engine.submit(array(1, OWN.replace('a', 'b')));

    assertThat(answer).isInstanceOf(SubmitAnswer.Other.class);
  }

  @Test
  void readsWhatWasWrittenDownWithoutAnImage() throws Exception {
    Json json = new Json();
    Order order = Order.of(array(2, null), 2, Instant.EPOCH);
    byte[] written = json.write(order);

    assertThat(new String(written, UTF_8)).doesNotContain("image");
    assertThat(json.read(written, Order.class)).isEqualTo(order);
    assertThat(order.array().digest()).isEqualTo(array(2, null).digest());
  }

  private static TaskArray array(int tasks, @Nullable String image) {
    return new TaskArray(
        NAME,
        IntStream.range(0, tasks).boxed().toList(),
        List.of("sh", "-c", "true", "sh", TaskArray.INDEX),
        NEEDS,
        0,
        image);
  }

  private List<String> images() {
    return cluster.jobs().stream()
        .map(job -> job.at("/spec/template/spec/containers/0/image"))
        .map(JsonNode::asText)
        .toList();
  }

  private void awaitOver() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !tasks().isEmpty() && tasks().values().stream().allMatch(TaskState::isOver));
  }

  private Map<Integer, TaskState> tasks() {
    return engine.observe().of(NAME) instanceof Sighting.Seen(var tasks, _, _) ? tasks : Map.of();
  }
}
