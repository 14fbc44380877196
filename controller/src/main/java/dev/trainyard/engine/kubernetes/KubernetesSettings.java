package dev.trainyard.engine.kubernetes;

import dev.trainyard.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an operator sets for an engine on Kubernetes.
///
/// @param instance tells this controller's submissions from others' in the namespace; a DNS label
public record KubernetesSettings(
    String instance, Access access, Pods pods, Jobs jobs, Times times) {

  /// How the cluster is reached.
  ///
  /// @param kubeconfig null: the service account of the pod this runs in, or the user's own
  ///   kubeconfig
  /// @param context null: the current one
  /// @param namespace of all that is made; null: the context's, or the pod's own
  /// @param rate requests a second, for a long time
  /// @param burst requests at once
  public record Access(
      @Nullable Path kubeconfig,
      @Nullable String context,
      @Nullable String namespace,
      int rate,
      int burst) {}

  /// What pods are made of.
  ///
  /// @param image that tasks run in; it needs a shell
  /// @param runtime an image of Trainyard, copied to [#RUNTIME] beforehand; null: `image` has all
  /// @param scratch most that a task writes beside its volumes
  /// @param secret whose keys are variables of tasks; null: none
  public record Pods(
      String image,
      @Nullable String runtime,
      List<String> pullSecrets,
      List<Volume> volumes,
      Identity identity,
      Map<String, String> nodeSelector,
      List<Toleration> tolerations,
      ByteSize scratch,
      @Nullable String secret) {
    /// Where the runtime is in a pod.
    public static final String RUNTIME = "/opt/trainyard";

    /// Without a secret.
    public Pods(
        String image,
        @Nullable String runtime,
        List<String> pullSecrets,
        List<Volume> volumes,
        Identity identity,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        ByteSize scratch) {
      this(
          image, runtime, pullSecrets, volumes, identity, nodeSelector, tolerations, scratch, null);
    }

    public Pods {
      pullSecrets = List.copyOf(pullSecrets);
      volumes = List.copyOf(volumes);
      nodeSelector = Map.copyOf(nodeSelector);
      tolerations = List.copyOf(tolerations);
    }
  }

  /// A persistent volume claim, or a part of it, at a path.
  ///
  /// @param folder of the volume; null: all of it
  public record Volume(String claim, String path, @Nullable String folder, Writing writing) {}

  /// Whether tasks may write to a volume.
  public enum Writing {
    ALLOWED,
    FORBIDDEN
  }

  /// Whose processes tasks are.
  public record Identity(long user, long group) {}

  /// A taint that tasks bear; what is null is any.
  public record Toleration(@Nullable String key, @Nullable String value, @Nullable String effect) {}

  /// How tasks become Jobs.
  ///
  /// @param size most tasks of a Job
  /// @param parallelism most tasks of one submission that run at a time; 0: as many as there is
  ///   room
  /// @param restarts so often a task is started again whose pod failed without an exit code
  /// @param queue of Kueue, which then says when Jobs begin
  public record Jobs(
      int size,
      int parallelism,
      int restarts,
      @Nullable String queue,
      List<PriorityClass> priorityClasses) {
    public Jobs {
      priorityClasses = List.copyOf(priorityClasses);
    }

    /// The class for a priority: the one with the highest bound that it reaches.
    Optional<String> priorityClass(int priority) {
      return priorityClasses.stream()
          .filter(it -> it.from() <= priority)
          .max(java.util.Comparator.comparingInt(PriorityClass::from))
          .map(PriorityClass::name);
    }
  }

  /// A priority class of the cluster, for tasks with at least this priority.
  public record PriorityClass(int from, String name) {}

  /// How long is waited for what.
  ///
  /// @param poll between two looks at what is under way, besides those that the cluster's news
  ///   cause
  /// @param request until a request that is not answered has failed
  /// @param fresh silence after which the cluster is asked whether it is there
  /// @param relist between two whole listings of Jobs: quiet news may be lost news
  /// @param startup until a pod that cannot start, for its image or configuration, fails
  /// @param silence until a pod on a node that has gone silent is given up
  /// @param settle until a cancelled Job that is quiet counts as ended
  /// @param ttl Jobs and pods, with their logs, are kept so long after all is over
  /// @param retention a submission is kept so long after its last task was over
  public record Times(
      Duration poll,
      Duration request,
      Duration fresh,
      Duration relist,
      Duration startup,
      Duration silence,
      Duration settle,
      Duration ttl,
      Duration retention) {
    public static final Duration RETENTION = Duration.ofDays(28);
  }
}
