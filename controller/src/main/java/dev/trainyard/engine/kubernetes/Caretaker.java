package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Changes;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Times;
import dev.trainyard.model.work.TaskState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sees to a submission that is under way, part by part:
/// 1. [#job]: its Job, as the news have it, or asked for by name; one that is gone is lost
/// 2. [#begin] or [#end]: it is let go, or ended if it is cancelled
/// 3. [PartWatch#see], [#explain]: what became of its tasks, and why those failed that did
/// 4. [#look]: pods that wait for what will not come, or whose node is silent
/// 5. [JobDesk#note]: what the Job itself does not tell is written down before anybody hears of it
final class Caretaker {
  private static final TaskState CANCELLED = new TaskState.Cancelled();
  private static final Duration RECHECK = Duration.ofMinutes(1);

  private final JobWatch jobs;
  private final JobDesk desk;
  private final Register register;
  private final Changes changes;
  private final KubernetesSettings settings;
  private final InstantSource clock;
  private final InstantSource steady;

  /// @param steady a clock that nobody sets
  Caretaker(
      JobWatch jobs,
      JobDesk desk,
      Register register,
      Changes changes,
      KubernetesSettings settings,
      InstantSource clock,
      InstantSource steady) {
    this.jobs = jobs;
    this.desk = desk;
    this.register = register;
    this.changes = changes;
    this.settings = settings;
    this.clock = clock;
    this.steady = steady;
  }

  /// Looks at it, and counts the tasks that are found to be over.
  void look(Submission submission) throws EngineUnreachableException {
    int before = submission.open();
    try {
      for (PartWatch watch : submission.parts()) {
        if (!watch.isOver() || watch.isToBeKept()) {
          look(submission, watch);
        }
      }
    } finally {
      submission.refresh();
      changes.add(before - submission.open());
    }
    if (submission.open() == 0) {
      close(submission);
    }
  }

  private void look(Submission submission, PartWatch watch) throws EngineUnreachableException {
    Optional<Job> found = job(submission, watch);
    if (found.isEmpty()) {
      watch.endAll(
          submission.isCancelled()
              ? CANCELLED
              : new TaskState.Lost("its Job is gone: somebody has deleted it"));
      watch.keep();
      return;
    }
    Job job = found.get();
    if (submission.isCancelled()) {
      end(watch, job);
    } else {
      begin(job);
    }
    BitSet failed = watch.see(job, desk.noted(job));
    if (!failed.isEmpty()) {
      explain(submission, watch, failed);
    }
    finish(submission, watch, job);
    look(watch, job);
    if (watch.isToBeKept()) {
      desk.note(job, watch.noted(clock.instant()));
      watch.keep();
    }
  }

  /// What the news have not told of may be too new for them.
  private Optional<Job> job(Submission submission, PartWatch watch)
      throws EngineUnreachableException {
    Optional<Job> told = jobs.find(watch.part().job());
    Optional<Job> job = told.isPresent() ? told : desk.find(watch.part().job());
    return job.filter(
        it ->
            it.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(submission.entry().uid())));
  }

  /// Lets a Job go that never was. Where a queue decides, that is the queue's.
  private void begin(Job job) throws EngineUnreachableException {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    boolean released = annotations != null && annotations.containsKey(Words.RELEASED);
    if (settings.jobs().queue() == null
        && !released
        && Boolean.TRUE.equals(job.getSpec().getSuspend())) {
      desk.release(job, clock.instant());
    }
  }

  private void end(PartWatch watch, Job job) throws EngineUnreachableException {
    if (watch.cancelledAt().isEmpty()) {
      if (PartWatch.end(job).isEmpty()) {
        desk.end(job);
      }
      watch.cancelled(steady.instant());
    }
  }

  /// A Job that is over tells the rest of its tasks, and so does one that was cancelled and is
  /// quiet.
  private void finish(Submission submission, PartWatch watch, Job job) {
    Optional<JobCondition> end = PartWatch.end(job);
    if (end.isPresent() && PartWatch.isQuiet(job)) {
      String said = end.get().getMessage();
      String why =
          watch.hindrances().values().stream()
              .findFirst()
              .orElse("its Job failed: " + (said == null ? "" : said));
      watch.endAll(submission.isCancelled() ? CANCELLED : new TaskState.Lost(why));
    } else if (isEnded(watch, job)) {
      watch.endAll(CANCELLED);
    }
  }

  /// The cluster does not say which change of a Job it has seen to, so it is given time.
  private boolean isEnded(PartWatch watch, Job job) {
    Instant now = steady.instant();
    return PartWatch.isQuiet(job)
        && Boolean.TRUE.equals(job.getSpec().getSuspend())
        && watch
            .cancelledAt()
            .filter(at -> at.plus(settings.times().settle()).isBefore(now))
            .isPresent();
  }

  /// Finds out why tasks failed; a pod that is gone has taken it along.
  private void explain(Submission submission, PartWatch watch, BitSet failed)
      throws EngineUnreachableException {
    Map<Integer, Pod> last = new HashMap<>();
    desk.pods(
        watch.part().job(),
        "Failed",
        pod -> {
          int place = JobDesk.place(pod);
          if (place >= 0 && failed.get(place)) {
            last.merge(place, pod, Caretaker::later);
          }
        });
    failed.stream()
        .forEach(
            place ->
                watch.endNoted(
                    place, end(submission, watch.hindrances().get(place), last.get(place))));
  }

  private static TaskState end(
      Submission submission, @Nullable String hindrance, @Nullable Pod pod) {
    if (submission.isCancelled()
        && (pod == null || pod.getMetadata().getDeletionTimestamp() != null)) {
      return CANCELLED;
    }
    if (pod == null) {
      return new TaskState.Lost(hindrance == null ? "its pod failed and is gone" : hindrance);
    }
    return PodEnd.of(pod);
  }

  private static Pod later(Pod one, Pod other) {
    String first = one.getMetadata().getCreationTimestamp();
    String second = other.getMetadata().getCreationTimestamp();
    return first.compareTo(second) > 0 ? one : other;
  }

  /// From time to time, where pods do not begin or do not end, why.
  private void look(PartWatch watch, Job job) throws EngineUnreachableException {
    Times times = settings.times();
    Duration pause =
        times.startup().compareTo(RECHECK) < 0 ? times.startup().dividedBy(2) : RECHECK;
    if (watch.isOver() || watch.checkedAt().plus(pause).isAfter(steady.instant())) {
      return;
    }
    JobStatus status = job.getStatus();
    if (status == null) {
      return;
    }
    int ready = count(status.getReady());
    if (count(status.getActive()) > ready) {
      boolean none = ready == 0 && watch.part().size() == watch.open();
      String type = none ? Words.JOB_CANNOT_START : Words.TASK_CANNOT_START;
      Map<Pod, String> stuck = new HashMap<>();
      desk.pods(
          watch.part().job(),
          "Pending",
          pod ->
              PodEnd.stuck(pod)
                  .filter(_ -> isOlder(pod.getStatus().getStartTime(), times.startup()))
                  .ifPresent(why -> stuck.put(pod, why)));
      for (Map.Entry<Pod, String> pod : stuck.entrySet()) {
        watch.hinder(JobDesk.place(pod.getKey()), pod.getValue());
        desk.giveUp(pod.getKey(), type, pod.getValue());
      }
    }
    if (count(status.getTerminating()) > 0) {
      lookForSilentNodes(watch);
    }
    watch.checked(steady.instant());
  }

  private void lookForSilentNodes(PartWatch watch) throws EngineUnreachableException {
    Map<String, Pod> silent = new HashMap<>();
    desk.pods(
        watch.part().job(),
        "Running",
        pod -> {
          if (isOlder(pod.getMetadata().getDeletionTimestamp(), settings.times().silence())) {
            silent.put(pod.getMetadata().getName(), pod);
          }
        });
    for (Pod pod : silent.values()) {
      desk.fail(pod);
    }
  }

  private boolean isOlder(@Nullable String time, Duration age) {
    return time != null && Instant.parse(time).plus(age).isBefore(clock.instant());
  }

  private static int count(@Nullable Integer count) {
    return count == null ? 0 : count;
  }

  /// Its outcome is written down first; then the cluster may tidy up.
  private void close(Submission submission) throws EngineUnreachableException {
    Instant now = clock.instant();
    register.keepOutcome(submission.entry(), submission.outcome(now));
    for (PartWatch watch : submission.parts()) {
      Optional<Job> job = jobs.find(watch.part().job());
      if (job.isPresent()) {
        desk.expire(job.get(), settings.times().ttl());
      }
    }
    submission.close(now);
  }
}
