package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Times;
import dev.trainyard.model.Durations;
import dev.trainyard.model.work.TaskState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks from time to time, where pods do not begin or do not end, why: those that wait for what
/// will not come are given up, and so are those whose node is silent for too long. What the cluster
/// makes no pods for, or has no node for, may come: that is told.
final class Doorkeeper {
  private static final Duration RECHECK = Duration.ofMinutes(1);

  /// So many times the time for images is given to what waits for anything else, such as volumes.
  private static final int PATIENCE = 6;

  private final JobDesk desk;
  private final PodDesk pods;
  private final Register register;
  private final Times times;
  private final InstantSource clock;
  private final InstantSource steady;

  /// @param steady a clock that nobody sets
  Doorkeeper(
      JobDesk desk,
      PodDesk pods,
      Register register,
      Times times,
      InstantSource clock,
      InstantSource steady) {
    this.desk = desk;
    this.pods = pods;
    this.register = register;
    this.times = times;
    this.clock = clock;
    this.steady = steady;
  }

  /// Of a submission that is held, nothing is given up for not beginning.
  void look(Submission submission, PartWatch watch, Job job) throws EngineUnreachableException {
    Duration pause =
        times.startup().compareTo(RECHECK) < 0 ? times.startup().dividedBy(2) : RECHECK;
    JobStatus status = job.getStatus();
    if (status == null
        || watch.isOver()
        || watch.checkedAt().plus(pause).isAfter(steady.instant())) {
      return;
    }
    if (!submission.standing().isHeld()) {
      watch.waits(whyNoneBegins(submission, watch, job, status));
    }
    if (count(status.getTerminating()) > 0) {
      giveUpSilent(watch);
    }
    watch.checked(steady.instant());
  }

  private Optional<TaskState> whyNoneBegins(
      Submission submission, PartWatch watch, Job job, JobStatus status)
      throws EngineUnreachableException {
    int ready = count(status.getReady());
    int active = count(status.getActive());
    int made = active + count(status.getTerminating());
    Optional<TaskState> why = Optional.empty();
    if (active > ready) {
      why = giveUpStuck(submission, watch, ready);
    }
    if (made < Math.min(count(job.getSpec().getParallelism()), watch.open())) {
      Optional<TaskState> refused = refused(job);
      why = refused.isPresent() ? refused : why;
    }
    return why;
  }

  /// Why pods are not made. Where there is too little of something the rest waits for what runs;
  /// everything else has to be mended.
  private Optional<TaskState> refused(Job job) throws EngineUnreachableException {
    return desk.lastRefusal(job)
        .map(
            why ->
                why.contains("exceeded quota")
                    ? new TaskState.Unknown("its pod is not made yet: " + why)
                    : new TaskState.Stuck("its pod is not made: " + why));
  }

  /// @return why others wait that may begin
  private Optional<TaskState> giveUpStuck(Submission submission, PartWatch watch, int ready)
      throws EngineUnreachableException {
    List<Pod> pending = new ArrayList<>();
    pods.pods(Words.job(watch.part()), "Pending", pending::add);
    Map<Pod, String> stuck = new LinkedHashMap<>();
    for (Pod pod : pending) {
      why(submission, pod).ifPresent(why -> stuck.put(pod, why));
    }
    if (!lacksGate(submission, stuck.keySet())) {
      boolean none = ready == 0 && watch.part().size() == watch.open();
      boolean all = none && isEverywhere(stuck.keySet(), pending.size());
      giveUp(watch, stuck, all ? Words.JOB_CANNOT_START : Words.TASK_CANNOT_START);
    }
    return pending.stream()
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .flatMap(pod -> PodEnd.unschedulable(pod).map(why -> homeless(pod, why)).stream())
        .findFirst();
  }

  /// What a pod waits for that does not come, or that it has waited too long for whatever it is.
  private Optional<String> why(Submission submission, Pod pod) {
    Optional<String> stuck = PodEnd.stuck(pod);
    Duration longest = times.startup().multipliedBy(PATIENCE);
    boolean late =
        isOlder(pod.getStatus().getStartTime(), longest)
            && submission.openedAt().plus(longest).isBefore(steady.instant());
    return stuck.isEmpty() && late
        ? Optional.of("its pod has not begun within " + Durations.format(longest))
        : stuck;
  }

  /// Whether pods wait at the gate of a submission that is not held: somebody has deleted it.
  private boolean lacksGate(Submission submission, Set<Pod> stuck)
      throws EngineUnreachableException {
    return stuck.stream().anyMatch(PodEnd::lacksConfiguration)
        && register.openGate(submission.entry());
  }

  /// A node may be to blame for what its pods wait for, unless all of them do or others' as well.
  private static boolean isEverywhere(Set<Pod> stuck, int pending) {
    Set<String> nodes = new HashSet<>();
    for (Pod pod : stuck) {
      String node = pod.getSpec().getNodeName();
      if (node != null) {
        nodes.add(node);
      }
    }
    return stuck.size() == pending || nodes.size() > 1;
  }

  private void giveUp(PartWatch watch, Map<Pod, String> stuck, String type)
      throws EngineUnreachableException {
    for (Map.Entry<Pod, String> pod : stuck.entrySet()) {
      boolean due = isOlder(pod.getKey().getStatus().getStartTime(), times.startup());
      if (due && pods.giveUp(pod.getKey(), type, pod.getValue())) {
        watch.hinder(PodDesk.place(pod.getKey()), pod.getValue());
      }
    }
  }

  /// Room may come by itself, as others end or nodes are added; after a while a person should look.
  private TaskState homeless(Pod pod, String why) {
    return isOlder(pod.getMetadata().getCreationTimestamp(), times.startup())
        ? new TaskState.Stuck(why)
        : new TaskState.Unknown(why);
  }

  private void giveUpSilent(PartWatch watch) throws EngineUnreachableException {
    Map<String, Pod> silent = new HashMap<>();
    pods.pods(
        Words.job(watch.part()),
        "Running",
        pod -> {
          if (isOlder(pod.getMetadata().getDeletionTimestamp(), times.silence())) {
            silent.put(pod.getMetadata().getName(), pod);
          }
        });
    for (Pod pod : silent.values()) {
      pods.fail(pod);
    }
  }

  private boolean isOlder(@Nullable String time, Duration age) {
    return time != null && Instant.parse(time).plus(age).isBefore(clock.instant());
  }

  private static int count(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
