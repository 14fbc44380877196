package dev.trainyard.engine.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Jobs;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Pods;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Volume;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Writing;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a cluster does not do, and what is left of what it did not.
class RefusalsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SubmissionName ONE = new SubmissionName("ty-train-one-j1");
  private static final SubmissionName OTHER = new SubmissionName("ty-train-other-j1");
  private static final TaskNeeds NEEDS =
      new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));

  @TempDir private Path folder;
  private KubernetesCluster cluster;
  private Keeper<?> engine;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    engine = open(KubernetesFactory.jobs(2), InstantSource.system());
  }

  @AfterEach
  void end() throws Exception {
    Files.write(folder.resolve("told"), new byte[0]);
    engine.close();
    cluster.close();
  }

  private Keeper<?> open(Jobs jobs, InstantSource clock) throws Exception {
    KubernetesSettings set = KubernetesFactory.settings(cluster.kubeconfig(), jobs);
    Pods pods = set.pods();
    List<Volume> volumes =
        List.of(
            new Volume("results", "/store", null, Writing.ALLOWED),
            new Volume("results", "/also", "folder", Writing.FORBIDDEN),
            new Volume("data", "/data", null, Writing.FORBIDDEN));
    cluster.claim("results", folder.resolve("results"));
    cluster.claim("data", folder.resolve("data"));
    return KubernetesEngine.open(
        new KubernetesSettings(
            set.instance(),
            set.access(),
            new Pods(
                pods.image(),
                pods.runtime(),
                pods.pullSecrets(),
                volumes,
                pods.identity(),
                pods.nodeSelector(),
                pods.tolerations(),
                ByteSize.parse("64Ki")),
            jobs,
            set.times()),
        clock);
  }

  private void again(Jobs jobs, InstantSource clock) throws Exception {
    engine.close();
    engine = open(jobs, clock);
  }

  @Test
  void looksAfterAllOthersWhenOneIsRefused() throws Exception {
    engine.submit(script(ONE, 2, waiting("exit 3")));
    engine.submit(script(OTHER, 1, waiting("exit 0")));
    awaitRunning(ONE, 2);
    cluster.api().refuse("PATCH " + Words.base(ONE) + "-0", 422);

    Files.write(folder.resolve("told"), new byte[0]);
    awaitOver(OTHER);

    assertThat(tasks(OTHER)).isEqualTo(Map.of(0, new TaskState.Ended(0)));
    assertThat(engine.observe()).isInstanceOf(EngineView.Listed.class);
    cluster.api().refuse("", 0);
    awaitOver(ONE);
    assertThat(tasks(ONE).values()).containsOnly(new TaskState.Ended(3));
  }

  @Test
  void takesAProxysWordForNoRefusal() throws Exception {
    cluster.api().refuse("CREATE jobs", 404);
    assertThatThrownBy(() -> engine.submit(script(ONE, 1, "true")))
        .isInstanceOf(EngineUnreachableException.class);
    cluster.api().refuse("", 0);

    assertThat(engine.submit(script(ONE, 1, "true"))).isEqualTo(new SubmitAnswer.Accepted());
  }

  @Test
  void removesWhatIsLeftOfAnEarlierSubmissionBeforeItTakesItsName() throws Exception {
    engine.submit(script(OTHER, 1, waiting("true")));
    ObjectNode left = cluster.jobs().getFirst().deepCopy();
    left.withObject("/metadata").put("name", Words.base(ONE) + "-0").put("uid", "left");
    left.withObject("/metadata/labels").put(Words.SUBMISSION, label());
    left.at("/metadata/ownerReferences").forEach(it -> ((ObjectNode) it).put("uid", "gone"));
    cluster.store().create("jobs", left);

    assertThatThrownBy(() -> engine.submit(script(ONE, 1, "true")))
        .isInstanceOf(EngineUnreachableException.class)
        .hasMessageContaining("is being removed");
    assertThat(engine.submit(script(ONE, 1, "true"))).isEqualTo(new SubmitAnswer.Accepted());
    awaitOver(ONE);
  }

  private static String label() {
    KubernetesSettings set = KubernetesFactory.settings(Path.of("x"), KubernetesFactory.jobs(1));
    return String.valueOf(new JobRequest(set).labels(ONE).get(Words.SUBMISSION));
  }

  @Test
  void forgetsWhatWasBegunAndNeverAcceptedAfterADay() throws Exception {
    cluster.api().fail("CREATE jobs");
    assertThatThrownBy(() -> engine.submit(script(ONE, 1, "true")))
        .isInstanceOf(EngineUnreachableException.class);
    cluster.api().fail("");
    again(KubernetesFactory.jobs(2), InstantSource.system());
    engine.observe();
    assertThat(records()).isNotEmpty();

    again(
        KubernetesFactory.jobs(2),
        Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofHours(25)));
    engine.observe();

    assertThat(records()).isEmpty();
  }

  private List<ObjectNode> records() {
    return cluster.store().list("configmaps", _ -> true);
  }

  @Test
  void endsWhatItsQueueLetsGoOnAfterItWasCancelled() throws Exception {
    again(new Jobs(2, 4, 2, "lab", List.of()), InstantSource.system());
    engine.submit(script(ONE, 1, "true"));
    String job = Words.base(ONE) + "-0";
    engine.cancel(ONE);
    cluster.store().update("jobs", job, it -> it.withObject("/spec").put("suspend", false));

    awaitOver(ONE);

    assertThat(tasks(ONE)).isEqualTo(Map.of(0, new TaskState.Cancelled()));
  }

  @Test
  void losesATaskThatFillsItsScratchInsteadOfBeginningItAgain() throws Exception {
    engine.submit(script(ONE, 1, waiting("true")));
    awaitRunning(ONE, 1);

    cluster.kubelet().overfill(cluster.running(Words.base(ONE) + "-0", 0), 128);
    awaitOver(ONE);

    assertThat(String.valueOf(tasks(ONE).get(0))).contains("Usage of EmptyDir");
    assertThat(cluster.pods(Words.base(ONE) + "-0", 0)).hasSize(1);
  }

  @Test
  void writesOnlyToClaimsThatMayBeWrittenTo() throws Exception {
    engine.submit(script(ONE, 1, "true"));

    List<String> claims = new ArrayList<>();
    cluster
        .jobs()
        .getFirst()
        .at("/spec/template/spec/volumes")
        .findValues("persistentVolumeClaim")
        .forEach(it -> claims.add(it.path("claimName").asText() + it.path("readOnly").asBoolean()));
    assertThat(claims).containsExactly("resultsfalse", "datatrue");
  }

  private String waiting(String then) {
    return "until [ -e " + folder.resolve("told") + " ]; do sleep 0.02; done; " + then;
  }

  private static TaskArray script(SubmissionName name, int tasks, String script) {
    return new TaskArray(
        name,
        IntStream.range(0, tasks).boxed().toList(),
        List.of("sh", "-c", script, "sh", TaskArray.INDEX),
        NEEDS,
        0);
  }

  private Map<Integer, TaskState> tasks(SubmissionName name) {
    return engine.observe().of(name) instanceof Sighting.Seen(var tasks, _, _) ? tasks : Map.of();
  }

  private void awaitRunning(SubmissionName name, int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                tasks(name).values().stream().filter(new TaskState.Running()::equals).count()
                    == count);
  }

  private void awaitOver(SubmissionName name) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !tasks(name).isEmpty()
                    && tasks(name).values().stream().allMatch(TaskState::isOver));
  }
}
