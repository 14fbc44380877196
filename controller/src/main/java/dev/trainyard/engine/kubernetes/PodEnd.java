package dev.trainyard.engine.kubernetes;

import dev.trainyard.model.work.TaskState;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Why a pod is what it is.
final class PodEnd {
  /// What a container waits for that does not come by itself.
  private static final Set<String> STUCK =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  /// How a node that was started anew speaks of containers from before.
  private static final Set<String> NODE_LOST_IT = Set.of("Unknown", "ContainerStatusUnknown");

  private static final Set<String> NEVER_BEGAN = Set.of("StartError", "ContainerCannotRun");

  private PodEnd() {}

  /// How the task of a failed pod ended.
  static TaskState of(Pod pod) {
    Optional<String> given = condition(pod, Words.TASK_CANNOT_START);
    Optional<String> job = condition(pod, Words.JOB_CANNOT_START);
    Optional<String> taken = condition(pod, "DisruptionTarget");
    String reason = orEmpty(pod.getStatus().getReason());
    String message = orEmpty(pod.getStatus().getMessage());
    if (given.or(() -> job).isPresent()) {
      return new TaskState.Lost(given.or(() -> job).get());
    } else if (reason.equals("DeadlineExceeded")) {
      return new TaskState.Lost("its pod took too long to begin");
    } else if (reason.equals("Evicted")) {
      return new TaskState.Lost("evicted: " + message);
    } else if (taken.isPresent()) {
      return new TaskState.Lost("the cluster took its node: " + taken.get());
    }
    return task(pod).map(it -> exit(pod, it)).orElseGet(() -> new TaskState.Lost(unexplained(pod)));
  }

  private static TaskState exit(Pod pod, ContainerStateTerminated end) {
    String reason = orEmpty(end.getReason());
    if (reason.equals("OOMKilled")) {
      return new TaskState.Lost(
          "it needed more memory than its limit of " + limit(pod) + ", so its node ended it");
    } else if (NEVER_BEGAN.contains(reason)) {
      return new TaskState.Lost("it cannot be started: " + orEmpty(end.getMessage()));
    } else if (NODE_LOST_IT.contains(reason)) {
      return new TaskState.Lost("its node was started anew, or its container runtime was");
    } else if (pod.getMetadata().getDeletionTimestamp() != null) {
      return new TaskState.Lost("its pod was deleted");
    }
    return switch (end.getExitCode()) {
      case Words.OVER_TIME -> new TaskState.Lost("it took longer than its time limit");
      case Words.OVER_DISK ->
          new TaskState.Lost("it wrote more to /tmp than the scratch of the settings");
      case Words.ENDED_BY_CLUSTER -> new TaskState.Lost("the cluster ended it");
      case Integer code -> new TaskState.Ended(code);
    };
  }

  private static String unexplained(Pod pod) {
    return statuses(pod)
        .map(PodEnd::end)
        .flatMap(Optional::stream)
        .filter(end -> end.getExitCode() != 0)
        .findFirst()
        .map(
            end ->
                "Trainyard could not be brought into its pod: exit code %d %s"
                    .formatted(end.getExitCode(), orEmpty(end.getMessage())))
        .orElseGet(
            () ->
                pod.getMetadata().getDeletionTimestamp() != null
                    ? "its pod was deleted"
                    : "its pod failed: %s %s"
                        .formatted(
                            orEmpty(pod.getStatus().getReason()),
                            orEmpty(pod.getStatus().getMessage())));
  }

  /// What a pod waits for that will not come, if it does.
  static Optional<String> stuck(Pod pod) {
    return statuses(pod)
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getWaiting() != null)
        .map(ContainerState::getWaiting)
        .filter(waiting -> STUCK.contains(orEmpty(waiting.getReason())))
        .findFirst()
        .map(
            waiting ->
                "it cannot start: %s: %s"
                    .formatted(waiting.getReason(), orEmpty(waiting.getMessage())));
  }

  /// Whether a container waits for something of its configuration that is not there.
  static boolean lacksConfiguration(Pod pod) {
    return statuses(pod)
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getWaiting() != null)
        .anyMatch(state -> "CreateContainerConfigError".equals(state.getWaiting().getReason()));
  }

  /// Why no node takes a pod, if none does.
  static Optional<String> unschedulable(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(it -> "PodScheduled".equals(it.getType()) && "False".equals(it.getStatus()))
        .filter(it -> "Unschedulable".equals(it.getReason()))
        .map(it -> "no node takes its pod: " + orEmpty(it.getMessage()))
        .findFirst();
  }

  /// The exit of the task's container, if it ended.
  private static Optional<ContainerStateTerminated> task(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> Words.TASK.equals(status.getName()))
        .map(PodEnd::end)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<ContainerStateTerminated> end(ContainerStatus status) {
    return Optional.ofNullable(status.getState()).map(ContainerState::getTerminated);
  }

  private static Stream<ContainerStatus> statuses(Pod pod) {
    return Stream.of(
            pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .flatMap(List::stream);
  }

  private static Optional<String> condition(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .filter(it -> type.equals(it.getType()) && "True".equals(it.getStatus()))
        .findFirst()
        .map(PodEnd::said);
  }

  private static String said(PodCondition condition) {
    String message = orEmpty(condition.getMessage());
    return message.isEmpty() ? orEmpty(condition.getReason()) : message;
  }

  private static String limit(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .filter(it -> Words.TASK.equals(it.getName()))
        .map(it -> String.valueOf(it.getResources().getLimits().get("memory")))
        .findFirst()
        .orElse("?");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
