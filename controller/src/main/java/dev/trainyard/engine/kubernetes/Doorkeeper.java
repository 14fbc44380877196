package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Times;
import dev.trainyard.model.work.TaskState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Looks from time to time, where pods do not begin or do not end, why: those that wait for what
/// will not come are given up, and so are those whose node is silent for too long. What the cluster
/// makes no pods for, or has no node for, may come: that is told.
final class Doorkeeper {
  private static final Duration RECHECK = Duration.ofMinutes(1);

  private final JobDesk desk;
  private final PodDesk pods;
  private final Times times;
  private final InstantSource clock;
  private final InstantSource steady;

  /// @param steady a clock that nobody sets
  Doorkeeper(JobDesk desk, PodDesk pods, Times times, InstantSource clock, InstantSource steady) {
    this.desk = desk;
    this.pods = pods;
    this.times = times;
    this.clock = clock;
    this.steady = steady;
  }

  void look(PartWatch watch, Job job) throws EngineUnreachableException {
    Duration pause =
        times.startup().compareTo(RECHECK) < 0 ? times.startup().dividedBy(2) : RECHECK;
    JobStatus status = job.getStatus();
    if (status == null
        || watch.isOver()
        || watch.checkedAt().plus(pause).isAfter(steady.instant())) {
      return;
    }
    int ready = count(status.getReady());
    int active = count(status.getActive());
    int made = active + count(status.getTerminating());
    Optional<TaskState> why = Optional.empty();
    if (active > ready) {
      why = giveUpStuck(watch, ready);
    }
    if (made < Math.min(count(job.getSpec().getParallelism()), watch.open())) {
      Optional<TaskState> refused = refused(job);
      why = refused.isPresent() ? refused : why;
    }
    watch.waits(why);
    if (count(status.getTerminating()) > 0) {
      giveUpSilent(watch);
    }
    watch.checked(steady.instant());
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
  private Optional<TaskState> giveUpStuck(PartWatch watch, int ready)
      throws EngineUnreachableException {
    boolean none = ready == 0 && watch.part().size() == watch.open();
    String type = none ? Words.JOB_CANNOT_START : Words.TASK_CANNOT_START;
    Map<Pod, String> stuck = new HashMap<>();
    Map<String, TaskState> homeless = new TreeMap<>();
    pods.pods(
        Words.job(watch.part()),
        "Pending",
        pod -> {
          PodEnd.stuck(pod)
              .filter(_ -> isOlder(pod.getStatus().getStartTime(), times.startup()))
              .ifPresent(why -> stuck.put(pod, why));
          PodEnd.unschedulable(pod)
              .ifPresent(why -> homeless.put(pod.getMetadata().getName(), homeless(pod, why)));
        });
    for (Map.Entry<Pod, String> pod : stuck.entrySet()) {
      watch.hinder(PodDesk.place(pod.getKey()), pod.getValue());
      pods.giveUp(pod.getKey(), type, pod.getValue());
    }
    return homeless.values().stream().findFirst();
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
