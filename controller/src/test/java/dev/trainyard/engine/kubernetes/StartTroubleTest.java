package dev.trainyard.engine.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Jobs;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Pods;
import dev.trainyard.engine.kubernetes.KubernetesSettings.PriorityClass;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Times;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps tasks from starting: holds, gates, places, images.
class StartTroubleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SubmissionName NAME = new SubmissionName("ty-start-j1");
  private static final String JOB = Words.base(NAME) + "-0";
  private static final String UNTIL_TOLD = "until [ -e $SHARED/told ]; do sleep 0.02; done";
  private static final String FULL = "0/3 nodes are available: 3 Insufficient memory.";

  @TempDir private Path folder;
  private KubernetesCluster cluster;
  private Keeper<?> engine;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    engine = open(KubernetesFactory.jobs(100), KubernetesCluster.IMAGE, KubernetesFactory.TIMES);
  }

  @AfterEach
  void end() throws Exception {
    tell();
    engine.close();
    cluster.close();
  }

  private Keeper<?> open(Jobs jobs, String image, Times times) throws IOException {
    KubernetesSettings set = KubernetesFactory.settings(cluster.kubeconfig(), jobs);
    Pods pods =
        new Pods(
            image,
            image.equals(KubernetesCluster.IMAGE) ? null : "lab/trainyard:1",
            List.of(),
            List.of(),
            set.pods().identity(),
            Map.of(),
            List.of(),
            ByteSize.parse("1Gi"));
    return KubernetesEngine.open(
        new KubernetesSettings(set.instance(), set.access(), pods, jobs, times),
        InstantSource.system());
  }

  private void again(Jobs jobs, String image) throws IOException {
    engine.close();
    engine = open(jobs, image, KubernetesFactory.TIMES);
  }

  @Test
  void letsPodsWaitForAsLongAsTheirTrainIsHeld() throws Exception {
    engine.submit(tasks(1, "true"));

    JsonNode pod = cluster.jobs().getFirst().at("/spec/template/spec");
    assertThat(pod.has("activeDeadlineSeconds")).isFalse();
  }

  @Test
  void givesUpAPodThatDoesNotBegin() throws Exception {
    cluster.image("lab/trainyard:1", List.of("sh", "-c", "sleep 300", "sh"));
    cluster.image("lab/analysis:1", List.of("true"));
    again(KubernetesFactory.jobs(100), "lab/analysis:1");
    engine.submit(tasks(1, "true"));

    awaitOver();

    assertThat(tasks().get(0)).hasToString("Lost[reason=its pod has not begun within 12s]");
  }

  @Test
  void appliesAPriorityThatWasChangedDuringAHoldToAQueue() throws Exception {
    List<PriorityClass> classes =
        List.of(new PriorityClass(0, "low"), new PriorityClass(10, "high"));
    again(new Jobs(100, 4, 2, "lab", classes), KubernetesCluster.IMAGE);
    engine.submit(tasks(1, "true"));

    engine.steer(NAME, Standing.held(0));
    engine.steer(NAME, Standing.going(10));
    engine.observe();

    JsonNode labels = cluster.jobs().getFirst().at("/metadata/labels");
    assertThat(labels.path(Words.QUEUE_PRIORITY).asText()).isEqualTo("high");
    assertThat(engine.observe().of(NAME))
        .isInstanceOfSatisfying(Sighting.Seen.class, it -> assertThat(it.reserve()).isEmpty());
  }

  @Test
  void runsNothingTwiceThatFailsAfterAHold() throws Exception {
    cluster.kubelet().fill(FULL);
    engine.submit(tasks(2, "echo $1 >> $SHARED/ran; exit 3"));
    await().atMost(PATIENCE).until(() -> cluster.store().list("pods", _ -> true).size() == 2);
    cluster.api().fail("PATCH jobs");
    engine.steer(NAME, Standing.held(0));
    engine.observe();
    engine.steer(NAME, Standing.going(0));

    cluster.api().fail("");
    cluster.kubelet().fill("");
    awaitOver();

    assertThat(Files.readAllLines(folder.resolve("ran"))).containsExactlyInAnyOrder("0", "1");
    assertThat(tasks().values()).containsOnly(new TaskState.Ended(3)).hasSize(2);
  }

  @Test
  void givesUpWhatIsOnASilentNodeAlsoWhileItIsHeld() throws Exception {
    engine.submit(tasks(1, "touch $SHARED/up; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("up")));
    engine.steer(NAME, Standing.held(0));
    String pod = cluster.running(JOB, 0);

    cluster.kubelet().silence(pod);
    cluster.evict(pod);
    await().atMost(PATIENCE).until(() -> isLost(pod));
    tell();
    engine.steer(NAME, Standing.going(0));
    awaitOver();

    assertThat(tasks()).isEqualTo(Map.of(0, new TaskState.Ended(0)));
  }

  @Test
  void opensAGateAgainThatSomebodyHasDeleted() throws Exception {
    cluster.kubelet().fill(FULL);
    engine.submit(tasks(2, "true"));
    engine.observe();
    new Admission(cluster.store())
        .delete("configmaps", Words.gate(NAME), JsonNodeFactory.instance.objectNode());

    cluster.kubelet().fill("");
    awaitOver();

    assertThat(tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(2);
  }

  @Test
  void runsNoMoreAtATimeThanIsAllowedHoweverManyJobsThereAre() throws Exception {
    again(new Jobs(1, 2, 2, null, List.of()), KubernetesCluster.IMAGE);
    engine.submit(
        tasks(
            5,
            "mkdir $SHARED/on.$1; ls -d $SHARED/on.* | wc -l >> $SHARED/ran; sleep 0.5;"
                + " rmdir $SHARED/on.$1"));

    awaitOver();

    assertThat(Files.readAllLines(folder.resolve("ran")))
        .extracting(String::strip)
        .hasSize(5)
        .isSubsetOf("1", "2");
    assertThat(tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(5);
  }

  @Test
  void blamesNotAllTasksForWhatOneNodeLacks() throws Exception {
    cluster.image("lab/trainyard:1", List.of("true"));
    again(KubernetesFactory.jobs(100), "lab/missing:1");
    cluster.kubelet().fillBut(0, FULL);
    engine.submit(tasks(3, "true"));

    await().atMost(PATIENCE).until(() -> tasks().getOrDefault(0, new TaskState.Waiting()).isOver());
    cluster.image("lab/missing:1", List.of("true"));
    cluster.kubelet().fill("");
    awaitOver();

    assertThat(tasks().get(0)).asString().contains("ImagePullBackOff");
    assertThat(tasks())
        .containsEntry(1, new TaskState.Ended(0))
        .containsEntry(2, new TaskState.Ended(0));
  }

  @Test
  void findsWhatAnotherHasSubmittedAndReadsNothingAgainThatIsOver() throws Exception {
    engine.submit(tasks(1, "true"));
    awaitOver();
    Times times = KubernetesFactory.TIMES;
    Times often =
        new Times(
            times.poll(),
            times.request(),
            times.fresh(),
            Duration.ofMillis(200),
            times.startup(),
            times.silence(),
            times.settle(),
            times.ttl(),
            times.retention());
    SubmissionName later = new SubmissionName("ty-later-j1");
    try (Keeper<?> other = open(KubernetesFactory.jobs(100), KubernetesCluster.IMAGE, often)) {
      Sighting over = other.observe().of(NAME);
      engine.submit(new TaskArray(later, List.of(0), List.of("true"), tasks(1, "true").needs(), 0));

      await().atMost(PATIENCE).until(() -> other.observe().of(later) instanceof Sighting.Seen);
      assertThat(over).isEqualTo(other.observe().of(NAME)).isInstanceOf(Sighting.Seen.class);
      assertThat(record().at("/metadata/labels").path(Words.OVER).asText()).isEqualTo("yes");
    }
  }

  private boolean isLost(String pod) {
    return cluster
        .store()
        .get("pods", pod)
        .map(it -> it.at("/status/reason").asText())
        .orElse("NodeLost")
        .equals("NodeLost");
  }

  private JsonNode record() {
    return cluster.store().get("configmaps", Words.base(NAME)).orElseThrow();
  }

  private void tell() throws IOException {
    Files.write(folder.resolve("told"), new byte[0]);
  }

  private TaskArray tasks(int count, String script) {
    return new TaskArray(
        NAME,
        IntStream.range(0, count).boxed().toList(),
        List.of("sh", "-c", "SHARED=" + folder + "; " + script, "sh", TaskArray.INDEX),
        new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5)),
        0);
  }

  private Map<Integer, TaskState> tasks() {
    return engine.observe().of(NAME) instanceof Sighting.Seen(var tasks, _, _) ? tasks : Map.of();
  }

  private void awaitOver() {
    await()
        .atMost(PATIENCE)
        .until(() -> !tasks().isEmpty() && tasks().values().stream().allMatch(TaskState::isOver));
  }
}
