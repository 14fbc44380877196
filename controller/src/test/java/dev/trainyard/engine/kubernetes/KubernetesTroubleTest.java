package dev.trainyard.engine.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Jobs;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
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

/// What a cluster does to submissions besides running them.
class KubernetesTroubleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SubmissionName NAME =
      new SubmissionName("ty-train-of-a-name-longer-than-jobs-may-have-0123456789ab-j1");
  private static final String BASE = Words.base(NAME);
  private static final TaskNeeds NEEDS =
      new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));
  private static final String UNTIL_TOLD = "until [ -e $SHARED/told ]; do sleep 0.02; done";

  @TempDir private Path folder;
  private KubernetesCluster cluster;
  private Keeper<?> engine;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    engine = open(KubernetesFactory.jobs(2), KubernetesCluster.IMAGE);
  }

  @AfterEach
  void end() throws Exception {
    Files.write(folder.resolve("told"), new byte[0]);
    engine.close();
    cluster.close();
  }

  private Keeper<?> open(Jobs jobs, String image) throws Exception {
    KubernetesSettings set = KubernetesFactory.settings(cluster.kubeconfig(), jobs);
    KubernetesSettings.Pods pods = set.pods();
    return KubernetesEngine.open(
        new KubernetesSettings(
            set.instance(),
            set.access(),
            new KubernetesSettings.Pods(
                image,
                pods.runtime(),
                pods.pullSecrets(),
                pods.volumes(),
                pods.identity(),
                pods.nodeSelector(),
                pods.tolerations(),
                pods.scratch()),
            jobs,
            set.times()),
        InstantSource.system());
  }

  private void again(Jobs jobs, String image) throws Exception {
    engine.close();
    engine = open(jobs, image);
  }

  @Test
  void completesHalfASubmissionWhenItIsAskedAgain() throws Exception {
    cluster.api().fail("PATCH configmaps");
    assertThatThrownBy(() -> engine.submit(script(5, "echo $1 >> $SHARED/ran")))
        .isInstanceOf(EngineUnreachableException.class);
    new Admission(cluster.store())
        .delete("jobs", BASE + "-1", node().put("propagationPolicy", "Background"));
    cluster.api().fail("");
    again(KubernetesFactory.jobs(3), KubernetesCluster.IMAGE);

    EngineView before = engine.observe();
    SubmitAnswer answer = engine.submit(script(5, "echo $1 >> $SHARED/ran"));
    awaitOver();

    assertThat(before.of(NAME)).isEqualTo(new Sighting.Absent());
    assertThat(answer).isEqualTo(new SubmitAnswer.Accepted());
    assertThat(cluster.jobNames()).containsExactly(BASE + "-0", BASE + "-1", BASE + "-2");
    assertThat(Files.readAllLines(folder.resolve("ran"))).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void losesAJobThatSomebodyDeletesAndNeverMakesItAgain() throws Exception {
    engine.submit(script(3, UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> count(new TaskState.Running()) == 3);

    new Admission(cluster.store())
        .delete("jobs", BASE + "-0", node().put("propagationPolicy", "Background"));
    await().atMost(PATIENCE).until(() -> tasks().get(0) instanceof TaskState.Lost);
    again(KubernetesFactory.jobs(2), KubernetesCluster.IMAGE);
    engine.observe();

    assertThat(tasks().get(1)).isInstanceOf(TaskState.Lost.class);
    assertThat(tasks().get(2)).isEqualTo(new TaskState.Running());
    assertThat(cluster.jobNames()).containsExactly(BASE + "-1");
  }

  @Test
  void givesUpAnImageThatCannotBePulled() throws Exception {
    again(KubernetesFactory.jobs(2), "lab/missing:1");
    engine.submit(script(3, "true"));

    awaitOver();

    assertThat(tasks().values())
        .allSatisfy(it -> assertThat(it).isInstanceOf(TaskState.Lost.class))
        .anySatisfy(it -> assertThat(it.toString()).contains("ImagePullBackOff"));
  }

  @Test
  void saysWhyPodsCannotBeMadeAndGoesOnOnceTheyCan() throws Exception {
    String why = "violates PodSecurity \"restricted:latest\": runAsNonRoot != true";
    cluster.admission().refusePods(why);
    engine.submit(script(3, "true"));

    await().atMost(PATIENCE).until(() -> tasks().get(2) instanceof TaskState.Stuck);
    String said = String.valueOf(tasks().get(0));
    cluster.admission().refusePods("");
    awaitOver();

    assertThat(said).contains("its pod is not made: Error creating: pods").contains(why);
    assertThat(tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(3);
  }

  @Test
  void waitsForAQuotaAndSaysSo() throws Exception {
    cluster.admission().refusePods("exceeded quota: lab, requested: pods=1, used: pods=9");
    engine.submit(script(3, "true"));

    await().atMost(PATIENCE).until(() -> tasks().get(0) instanceof TaskState.Unknown);
    String said = String.valueOf(tasks().get(0));
    cluster.admission().refusePods("");
    awaitOver();

    assertThat(said).contains("its pod is not made yet", "exceeded quota: lab");
    assertThat(tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(3);
  }

  @Test
  void saysThatNoNodeTakesAPod() throws Exception {
    cluster.kubelet().fill("0/3 nodes are available: 3 Insufficient memory.");
    engine.submit(script(2, "true"));

    await().atMost(PATIENCE).until(() -> tasks().get(0) instanceof TaskState.Stuck);
    String said = String.valueOf(tasks().get(0));
    cluster.kubelet().fill("");
    awaitOver();

    assertThat(said).contains("no node takes its pod: 0/3 nodes are available");
    assertThat(tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(2);
  }

  @Test
  void removesTheJobsOfWhatIsOverOrCancelledAfterAWhile() throws Exception {
    engine.close();
    KubernetesSettings set =
        KubernetesFactory.settings(cluster.kubeconfig(), KubernetesFactory.jobs(2));
    KubernetesSettings.Times times = set.times();
    engine =
        KubernetesEngine.open(
            new KubernetesSettings(
                set.instance(),
                set.access(),
                set.pods(),
                set.jobs(),
                new KubernetesSettings.Times(
                    times.poll(),
                    times.request(),
                    times.fresh(),
                    times.relist(),
                    times.startup(),
                    times.silence(),
                    times.settle(),
                    Duration.ofSeconds(1),
                    times.retention())),
            InstantSource.system());
    engine.submit(script(3, UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> count(new TaskState.Running()) == 3);

    engine.cancel(NAME);
    awaitOver();
    await().atMost(PATIENCE).until(() -> cluster.jobNames().isEmpty());

    assertThat(tasks().values()).containsOnly(new TaskState.Cancelled()).hasSize(3);
  }

  @Test
  void saysThatATaskWasOverItsMemory() throws Exception {
    engine.submit(script(1, "touch $SHARED/up; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("up")));

    cluster.kubelet().exhaust(cluster.running(BASE + "-0", 0));
    awaitOver();

    assertThat(tasks().values())
        .allSatisfy(it -> assertThat(it.toString()).contains("more memory than its limit"));
  }

  @Test
  void endsATaskThatTakesLongerThanItMay() throws Exception {
    TaskNeeds brief = new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofSeconds(1));
    engine.submit(new TaskArray(NAME, List.of(0), List.of("sleep", "300"), brief, 0));

    awaitOver();

    assertThat(tasks())
        .isEqualTo(Map.of(0, new TaskState.Lost("it took longer than its time limit")));
  }

  @Test
  void beginsAgainWhatWasOnASilentNode() throws Exception {
    engine.submit(script(1, "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("ran")));
    String pod = cluster.running(BASE + "-0", 0);

    cluster.kubelet().silence(pod);
    cluster.evict(pod);
    await().atMost(PATIENCE).until(() -> Files.readAllLines(folder.resolve("ran")).size() == 2);
    Files.write(folder.resolve("told"), new byte[0]);
    awaitOver();

    assertThat(tasks()).isEqualTo(Map.of(0, new TaskState.Ended(0)));
  }

  @Test
  void losesNothingWhileTheApiIsAway() throws Exception {
    engine.submit(script(3, UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> count(new TaskState.Running()) == 3);

    cluster.api().leave();
    await().atMost(PATIENCE).until(() -> engine.observe() instanceof EngineView.Unreachable);
    Files.write(folder.resolve("told"), new byte[0]);
    cluster.api().comeBack();

    awaitOver();
    assertThat(tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(3);
  }

  @Test
  void listsAnewWhenItsNewsAreTooOld() throws Exception {
    engine.submit(script(3, UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> count(new TaskState.Running()) == 3);

    cluster.api().endWatches();
    cluster.store().compact();
    Files.write(folder.resolve("told"), new byte[0]);
    awaitOver();

    assertThat(tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(3);
  }

  @Test
  void keepsQuietAsLongAsTheServerAsks() throws Exception {
    engine.observe();
    cluster.api().refuseNext(2);

    long before = System.nanoTime();
    SubmitAnswer answer = engine.submit(script(1, "true"));
    Duration quiet = Duration.ofNanos(System.nanoTime() - before);
    awaitOver();

    assertThat(answer).isEqualTo(new SubmitAnswer.Accepted());
    assertThat(quiet).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void leavesJobsToTheirQueue() throws Exception {
    again(new Jobs(2, 4, 2, "lab", List.of()), KubernetesCluster.IMAGE);
    engine.submit(script(1, "true"));
    engine.observe();

    ObjectNode job = cluster.jobs().getFirst();
    assertThat(job.at("/metadata/labels").path(Words.QUEUE).asText()).isEqualTo("lab");
    assertThat(job.at("/spec/suspend").asBoolean()).isTrue();
    assertThat(tasks()).isEqualTo(Map.of(0, new TaskState.Waiting()));
  }

  @Test
  void makesPodsThatMayDoNothingButTheirTask() throws Exception {
    engine.submit(script(1, "true"));

    ObjectNode job = cluster.jobs().getFirst();
    var pod = job.at("/spec/template/spec");
    var security = pod.at("/containers/0/securityContext");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
  }

  @Test
  void asksLittle() throws Exception {
    engine.submit(script(200, "true"));
    awaitOver();

    Map<String, Long> counts = cluster.api().counts();
    assertThat(counts.getOrDefault("LIST pods", 0L)).isLessThan(20);
    assertThat(counts.get("CREATE jobs")).isEqualTo(100);
    assertThat(counts.get("LIST jobs")).isLessThan(5);
  }

  private static ObjectNode node() {
    return new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
  }

  private TaskArray script(int tasks, String script) {
    List<String> command =
        List.of("sh", "-c", "SHARED=" + folder + "; " + script, "sh", TaskArray.INDEX);
    return new TaskArray(NAME, IntStream.range(0, tasks).boxed().toList(), command, NEEDS, 0);
  }

  /// What was seen last, while the cluster may be away.
  private Map<Integer, TaskState> tasks() {
    return engine.observe().of(NAME) instanceof Sighting.Seen(var tasks, _, _) ? tasks : Map.of();
  }

  private long count(TaskState state) {
    return tasks().values().stream().filter(state::equals).count();
  }

  private void awaitOver() {
    await()
        .atMost(PATIENCE)
        .until(() -> !tasks().isEmpty() && tasks().values().stream().allMatch(TaskState::isOver));
  }
}
