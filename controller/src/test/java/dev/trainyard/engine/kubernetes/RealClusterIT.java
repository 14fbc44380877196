package dev.trainyard.engine.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Access;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Identity;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Jobs;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Pods;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Times;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The engine on a real cluster, in a namespace of its own that enforces the restricted profile:
/// with the path of a kubeconfig in `TRAINYARD_KUBECONFIG`. The image, with a shell, may be named
/// in `TRAINYARD_KUBERNETES_IMAGE`.
class RealClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Nodes of a real cluster take seconds to fetch an image, and to end what runs.
  private static final Times TIMES =
      new Times(
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(3),
          Duration.ofSeconds(3),
          Duration.ofDays(1),
          Times.RETENTION);

  private static final String KUBECONFIG =
      Objects.requireNonNullElse(System.getenv("TRAINYARD_KUBECONFIG"), "");
  private static final String IMAGE =
      Objects.requireNonNullElse(
          System.getenv("TRAINYARD_KUBERNETES_IMAGE"), "docker.io/library/busybox:1.37");

  private final String namespace = "trainyard-test-" + UUID.randomUUID().toString().substring(0, 8);
  private final SubmissionName name = new SubmissionName("ty-" + namespace + "-j1");

  @BeforeEach
  void begin() throws Exception {
    assumeTrue(
        !KUBECONFIG.isEmpty(),
        "not tried on a real cluster: name a kubeconfig in TRAINYARD_KUBECONFIG");
    Namespace own =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(namespace)
            .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
            .endMetadata()
            .build();
    try (KubernetesClient client = client()) {
      Namespace _ = client.namespaces().resource(own).create();
    }
  }

  @AfterEach
  void end() throws Exception {
    if (!KUBECONFIG.isEmpty()) {
      try (KubernetesClient client = client()) {
        var _ = client.namespaces().withName(namespace).delete();
      }
    }
  }

  private static KubernetesClient client() throws Exception {
    Config config = Config.fromKubeconfig(Path.of(KUBECONFIG).toFile());
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withOnlyHttpWatches(true).build())
        .build();
  }

  private Keeper<?> engine(String image) throws Exception {
    Pods pods =
        new Pods(
            image,
            null,
            List.of(),
            List.of(),
            new Identity(10001, 10001),
            Map.of(),
            List.of(),
            ByteSize.parse("64Mi"));
    return KubernetesEngine.open(
        new KubernetesSettings(
            "real",
            new Access(Path.of(KUBECONFIG), null, namespace, 50, 100),
            pods,
            new Jobs(100, 2, 2, null, List.of()),
            TIMES),
        InstantSource.system());
  }

  @Test
  void runsTasksAndFindsThemAgain() throws Exception {
    TaskArray array = script("echo says $1; exit $1");
    SubmitAnswer answer;
    try (Keeper<?> first = engine(IMAGE)) {
      answer = first.submit(array);
    }

    try (Keeper<?> second = engine(IMAGE)) {
      SubmitAnswer again = second.submit(array);
      awaitOver(second);

      assertThat(answer).isEqualTo(new SubmitAnswer.Accepted());
      assertThat(again).isEqualTo(new SubmitAnswer.Found());
      assertThat(tasks(second))
          .isEqualTo(
              Map.of(
                  0, new TaskState.Ended(0), 3, new TaskState.Ended(3), 7, new TaskState.Ended(7)));
      assertThat(second.logs(name, 3)).isEqualTo("says 3\n");
    }
  }

  @Test
  void cancelsWhatRuns() throws Exception {
    try (Keeper<?> engine = engine(IMAGE)) {
      engine.submit(script("sleep 600"));
      await().atMost(PATIENCE).until(() -> tasks(engine).containsValue(new TaskState.Running()));

      engine.cancel(name);
      awaitOver(engine);

      assertThat(tasks(engine).values()).containsOnly(new TaskState.Cancelled()).hasSize(3);
    }
  }

  @Test
  void startsNothingMoreOfWhatIsHeldUntilItIsLetGo() throws Exception {
    try (Keeper<?> engine = engine(IMAGE)) {
      engine.submit(script("sleep 20"));
      await().atMost(PATIENCE).until(() -> count(engine, new TaskState.Running()) == 2);

      engine.steer(name, Standing.held(0));
      await().atMost(PATIENCE).until(() -> count(engine, new TaskState.Ended(0)) == 2);
      engine.awaitChange(engine.awaitChange(-1, Duration.ofMillis(1)), Duration.ofSeconds(30));
      Map<Integer, TaskState> held = tasks(engine);
      engine.steer(name, Standing.going(0));
      awaitOver(engine);

      assertThat(held).as("half a minute later").containsEntry(7, new TaskState.Waiting());
      assertThat(tasks(engine).values()).containsOnly(new TaskState.Ended(0)).hasSize(3);
    }
  }

  private long count(Keeper<?> engine, TaskState state) {
    return tasks(engine).values().stream().filter(state::equals).count();
  }

  @Test
  void givesUpAnImageThatIsNotThere() throws Exception {
    try (Keeper<?> engine = engine("registry.invalid/nothing:1")) {
      engine.submit(script("true"));

      awaitOver(engine);

      assertThat(tasks(engine).values())
          .allSatisfy(it -> assertThat(it).isInstanceOf(TaskState.Lost.class));
    }
  }

  private TaskArray script(String script) {
    TaskNeeds needs = new TaskNeeds(1, ByteSize.parse("32Mi"), Duration.ofMinutes(10));
    List<String> command = List.of("sh", "-c", script, "sh", TaskArray.INDEX);
    return new TaskArray(name, List.of(0, 3, 7), command, needs, 0);
  }

  private Map<Integer, TaskState> tasks(Keeper<?> engine) {
    return engine.observe().of(name) instanceof Sighting.Seen(var tasks, _, _) ? tasks : Map.of();
  }

  private void awaitOver(Keeper<?> engine) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !tasks(engine).isEmpty()
                    && tasks(engine).values().stream().allMatch(TaskState::isOver));
  }
}
