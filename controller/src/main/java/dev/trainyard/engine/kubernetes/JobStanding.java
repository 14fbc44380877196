package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.model.work.Standing;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Has the cluster treat a Job as its submission stands.
///
/// Suspending a Job kills its pods. So of a held one, whose pods wait at the closed gate,
/// `parallelism` follows those that run, down to none as they end: when there are more than that,
/// the cluster takes away those that have not begun, which only keep room from others. What a Job's
/// pods are made of cannot be changed, so its priority class stays.
final class JobStanding {
  private final JobDesk desk;
  private final PodDesk pods;
  private final JobRequest request;
  private final KubernetesSettings.Jobs settings;

  JobStanding(JobDesk desk, PodDesk pods, KubernetesSettings settings) {
    this.desk = desk;
    this.pods = pods;
    this.request = new JobRequest(settings);
    this.settings = settings.jobs();
  }

  /// Changes what can be changed, and says of what cannot.
  void see(Submission submission, PartWatch watch, Job job) throws EngineUnreachableException {
    Standing wanted = submission.standing();
    String queue = settings.queue();
    if (queue != null) {
      watch.reserve(queued(queue, watch, wanted, job));
      return;
    }
    if (wanted.isHeld()) {
      hold(job);
    } else if (isHeld(job) && pods.letGo(job.getMetadata().getName())) {
      desk.letGo(job, request.parallelism(submission.array(), watch.part()));
    }
    watch.reserve(priority(wanted, job));
  }

  /// That a Job is held is written down before a pod of it is marked: whoever lets it go takes the
  /// marks away again.
  private void hold(Job job) throws EngineUnreachableException {
    int now = count(job.getSpec().getParallelism());
    if (!isHeld(job)) {
      desk.hold(job, now);
    }
    int most = Math.min(now, underWay(job, now));
    if (most < now) {
      desk.hold(job, most);
    }
  }

  /// How many pods have begun. Those that are not ready are looked at, since they may be on a node
  /// that is silent for a while; of those that have not begun it is said that they are held back,
  /// or the cluster would count their end as a failure of their task.
  private int underWay(Job job, int now) throws EngineUnreachableException {
    JobStatus status = job.getStatus();
    int active = status == null ? 0 : count(status.getActive());
    int ready = status == null ? 0 : count(status.getReady());
    if (active <= ready || now <= ready) {
      return ready;
    }
    List<Pod> pending = new ArrayList<>();
    pods.pods(job.getMetadata().getName(), "Pending", pending::add);
    int back = 0;
    for (Pod pod : pending) {
      back += pod.getMetadata().getDeletionTimestamp() == null && pods.holdBack(pod) ? 1 : 0;
    }
    return Math.max(ready, active - back);
  }

  private static boolean isHeld(Job job) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(Words.HELD));
  }

  private String priority(Standing wanted, Job job) {
    Optional<String> has =
        Optional.ofNullable(job.getSpec().getTemplate().getSpec().getPriorityClassName());
    Optional<String> asked = settings.priorityClass(wanted.priority());
    return has.equals(asked)
        ? ""
        : "Kubernetes does not change the priority class of a Job: jobs that were submitted keep %s, those submitted from now on have %s"
            .formatted(has.orElse("none"), asked.orElse("none"));
  }

  /// Kueue begins a Job as a whole, and ends it as a whole where its `parallelism` is changed.
  private String queued(String queue, PartWatch watch, Standing wanted, Job job)
      throws EngineUnreachableException {
    if (wanted.isHeld()) {
      return "what the queue %s lets begin waits in its pods, and keeps its share of the queue"
          .formatted(queue);
    }
    Optional<String> asked = settings.priorityClass(wanted.priority());
    String has = job.getMetadata().getLabels().get(Words.QUEUE_PRIORITY);
    if (asked.isEmpty() || asked.get().equals(has)) {
      return "";
    }
    if (watch.isRefused(wanted)) {
      return watch.reserve();
    }
    Optional<String> refusal = desk.label(job, Words.QUEUE_PRIORITY, asked.get());
    refusal.ifPresent(_ -> watch.refused(wanted));
    return refusal
        .map(why -> "jobs in the queue %s keep their priority: %s".formatted(queue, why))
        .orElse("");
  }

  private static int count(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
