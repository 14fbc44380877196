package dev.trainyard.engine.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineUnreachableException;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Everything that is asked of the pods of Jobs.
final class PodDesk {
  private static final long PAGE = 200;
  private static final int LOG_LINES = 5000;

  private final Cluster cluster;

  PodDesk(Cluster cluster) {
    this.cluster = cluster;
  }

  /// Looks at the pods of a Job that are in a phase.
  void pods(String job, String phase, Consumer<Pod> each) throws EngineUnreachableException {
    String next = null;
    do {
      ListOptions page = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
      PodList found =
          cluster.need(
              () ->
                  cluster
                      .client()
                      .pods()
                      .inNamespace(cluster.namespace())
                      .withLabel(Words.JOB_NAME, job)
                      .withField("status.phase", phase)
                      .list(page));
      found.getItems().forEach(each);
      next = found.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }

  /// Whether a Job has pods that may have a process, or will.
  boolean hasPods(String job) throws EngineUnreachableException {
    List<Pod> found = new ArrayList<>();
    pods(job, "Pending", found::add);
    if (found.isEmpty()) {
      pods(job, "Running", found::add);
    }
    return !found.isEmpty();
  }

  /// A pod's place in its Job.
  static int place(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String place = annotations == null ? null : annotations.get(Words.INDEX);
    return place == null ? -1 : Integer.parseInt(place);
  }

  /// Says of a pod that it cannot start, by a condition for which the Job has a rule, and ends it.
  ///
  /// @return false if it has changed meanwhile
  boolean giveUp(Pod pod, String type, String why) throws EngineUnreachableException {
    boolean marked = mark(pod, type, "True", new Why("CannotStart", why));
    if (marked) {
      deletePod(pod);
    }
    return marked;
  }

  /// Says of a pod that has not begun that it is taken away for no fault of its own.
  ///
  /// @return false if it has changed meanwhile
  boolean holdBack(Pod pod) throws EngineUnreachableException {
    return isHeldBack(pod)
        || mark(pod, Words.HELD_BACK, "True", new Why("Held", "its train is held"));
  }

  private static boolean isHeldBack(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(it -> Words.HELD_BACK.equals(it.getType()) && "True".equals(it.getStatus()));
  }

  /// Takes that back of the pods of a Job that are there still: how their tasks end counts.
  ///
  /// @return false if some have changed meanwhile: they have to be looked at again
  boolean letGo(String job) throws EngineUnreachableException {
    List<Pod> found = new ArrayList<>();
    pods(job, "Pending", found::add);
    pods(job, "Running", found::add);
    boolean all = true;
    for (Pod pod : found) {
      all &=
          !isHeldBack(pod)
              || mark(pod, Words.HELD_BACK, "False", new Why("Released", "its train goes on"));
    }
    return all;
  }

  /// Why a condition is as it is.
  private record Why(String reason, String message) {}

  private boolean mark(Pod pod, String type, String status, Why why)
      throws EngineUnreachableException {
    List<PodCondition> conditions = new ArrayList<>(pod.getStatus().getConditions());
    conditions.removeIf(it -> type.equals(it.getType()));
    conditions.add(
        new PodConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(why.reason())
            .withMessage(why.message())
            .build());
    pod.getStatus().setConditions(conditions);
    return update(pod);
  }

  /// Says of a pod on a silent node that it has failed, as the cluster does itself when the node is
  /// removed.
  void fail(Pod pod) throws EngineUnreachableException {
    pod.getStatus().setPhase("Failed");
    pod.getStatus().setReason("NodeLost");
    pod.getStatus().setMessage("its node has been silent for too long");
    boolean _ = update(pod);
  }

  /// @return false if the pod has changed meanwhile: it has to be looked at again
  private boolean update(Pod pod) throws EngineUnreachableException {
    try {
      Pod _ =
          cluster.ask(
              () ->
                  cluster
                      .client()
                      .pods()
                      .inNamespace(cluster.namespace())
                      .resource(pod)
                      .updateStatus());
      return true;
    } catch (RefusedRequestException e) {
      if (e.code() == RefusedRequestException.CONFLICT || e.code() == 404) {
        return false;
      }
      throw new EngineUnreachableException("Kubernetes refuses: " + e.getMessage(), e);
    }
  }

  private void deletePod(Pod pod) throws EngineUnreachableException {
    var _ =
        cluster.need(
            () ->
                cluster
                    .client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withName(pod.getMetadata().getName())
                    .delete());
  }

  /// The end of what the newest pod at a place wrote; empty if there is none any more.
  String log(String job, int place) throws EngineUnreachableException {
    PodList found =
        cluster.need(
            () ->
                cluster
                    .client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withLabel(Words.JOB_NAME, job)
                    .withLabel(Words.INDEX, Integer.toString(place))
                    .list());
    Optional<Pod> newest =
        found.getItems().stream()
            .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
    if (newest.isEmpty()) {
      return "";
    }
    String log = log(newest.get(), Words.TASK);
    return log.isEmpty() ? log(newest.get(), Words.ARRIVAL) : log;
  }

  /// Empty for a container that did not begin.
  private String log(Pod pod, String container) throws EngineUnreachableException {
    try {
      return cluster.ask(() -> logEnd(pod, container));
    } catch (RefusedRequestException _) {
      return "";
    }
  }

  /// The server gives the beginning of a log, or its last lines, but not its last bytes.
  private String logEnd(Pod pod, String container) {
    byte[] end = new byte[0];
    try (InputStream log =
        cluster
            .client()
            .pods()
            .inNamespace(cluster.namespace())
            .resource(pod)
            .inContainer(container)
            .tailingLines(LOG_LINES)
            .getLogInputStream()) {
      byte[] some = log.readNBytes(Engine.LOG_BYTES);
      while (some.length > 0) {
        byte[] both = Arrays.copyOf(end, end.length + some.length);
        System.arraycopy(some, 0, both, end.length, some.length);
        end = Arrays.copyOfRange(both, Math.max(0, both.length - Engine.LOG_BYTES), both.length);
        some = log.readNBytes(Engine.LOG_BYTES);
      }
    } catch (IOException e) {
      throw new io.fabric8.kubernetes.client.KubernetesClientException("the log breaks off", e);
    }
    return new String(end, UTF_8);
  }
}
