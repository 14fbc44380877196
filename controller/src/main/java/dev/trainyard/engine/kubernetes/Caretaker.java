package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Part;
import dev.trainyard.model.work.Standing.Course;
import dev.trainyard.model.work.TaskState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sees to a submission that is under way, part by part: 0. [#keepGate]: its tasks may start, or
/// not
/// 1. [#job]: its Job, as the news have it, or asked for by name; one that is gone is lost
/// 2. [#begin] or [#end]: it is let go, or ended if it is cancelled
/// 3. [PartWatch#see], [#explain]: what became of its tasks, and why those failed that did
/// 4. [JobStanding#see]: the cluster treats it as its submission stands
/// 5. [Doorkeeper#look]: pods that wait for what will not come, or whose node is silent
/// 6. [JobDesk#note]: what the Job itself does not tell is written down before anybody hears of it
final class Caretaker {
  private static final TaskState CANCELLED = new TaskState.Cancelled();

  private final JobWatch jobs;
  private final JobDesk desk;
  private final PodDesk pods;
  private final Register register;
  private final JobStanding standing;
  private final Doorkeeper doorkeeper;
  private final JobRequest request;
  private final KubernetesSettings settings;
  private final InstantSource clock;
  private final InstantSource steady;

  /// @param steady a clock that nobody sets
  Caretaker(
      JobWatch jobs,
      JobDesk desk,
      PodDesk pods,
      Register register,
      KubernetesSettings settings,
      InstantSource clock,
      InstantSource steady) {
    this.jobs = jobs;
    this.desk = desk;
    this.pods = pods;
    this.register = register;
    this.standing = new JobStanding(desk, pods, settings);
    this.doorkeeper = new Doorkeeper(desk, pods, register, settings.times(), clock, steady);
    this.request = new JobRequest(settings);
    this.settings = settings;
    this.clock = clock;
    this.steady = steady;
  }

  void look(Submission submission) throws EngineUnreachableException {
    if (!submission.isCancelled()) {
      keepGate(submission);
    }
    for (PartWatch watch : submission.watches()) {
      jobs.find(Words.job(watch.part())).filter(Caretaker::hasBegun).ifPresent(_ -> watch.begun());
    }
    for (PartWatch watch : submission.watches()) {
      if (!watch.isOver() || watch.isToBeKept()) {
        look(submission, watch);
      }
    }
    submission.reserve(
        submission.watches().stream()
            .map(PartWatch::reserve)
            .filter(reserve -> !reserve.isEmpty())
            .findFirst()
            .orElse(""));
    if (submission.open() == 0) {
      close(submission);
    }
  }

  /// Opens or closes the gate, if it is not as it shall be or nobody has looked yet.
  private void keepGate(Submission submission) throws EngineUnreachableException {
    Course wanted = submission.standing().course();
    if (submission.gate().equals(Optional.of(wanted))) {
      return;
    }
    switch (wanted) {
      case GOES -> {
        boolean _ = register.openGate(submission.entry());
        submission.opened(steady.instant());
        // What waited there is given time.
        submission.watches().forEach(watch -> watch.checked(steady.instant()));
      }
      case HELD -> register.closeGate(submission.entry());
    }
    submission.gate(wanted);
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
    } else if (!submission.standing().isHeld()) {
      begin(submission, watch, job);
    }
    BitSet failed = watch.see(job, desk.noted(job));
    if (!failed.isEmpty()) {
      explain(submission, watch, failed);
    }
    finish(submission, watch, job);
    if (!watch.isOver() && !submission.isCancelled() && PartWatch.end(job).isEmpty()) {
      standing.see(submission, watch, job);
    }
    doorkeeper.look(submission, watch, job);
    if (watch.isToBeKept()) {
      desk.note(job, watch.noted(clock.instant()));
      watch.keep();
    }
  }

  /// What the news have not told of may be too new for them.
  private Optional<Job> job(Submission submission, PartWatch watch)
      throws EngineUnreachableException {
    Optional<Job> told = jobs.find(Words.job(watch.part()));
    Optional<Job> job = told.isPresent() ? told : desk.find(Words.job(watch.part()));
    return job.filter(
        it ->
            it.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(submission.entry().uid())));
  }

  /// Lets a Job go that never was, when there is room for it beside others. Where a queue decides,
  /// that is the queue's.
  private void begin(Submission submission, PartWatch watch, Job job)
      throws EngineUnreachableException {
    if (settings.jobs().queue() != null || hasBegun(job)) {
      watch.begun();
    } else if (hasRoom(submission, watch)) {
      desk.release(job, clock.instant());
      watch.begun();
    }
  }

  private static boolean hasBegun(Job job) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    boolean released = annotations != null && annotations.containsKey(Words.RELEASED);
    return released || !Boolean.TRUE.equals(job.getSpec().getSuspend());
  }

  private boolean hasRoom(Submission submission, PartWatch watch) {
    List<Part> underWay =
        submission.watches().stream()
            .filter(other -> other != watch && other.isUnderWay())
            .map(PartWatch::part)
            .toList();
    return request.hasRoom(submission.array(), watch.part(), underWay);
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
  private void finish(Submission submission, PartWatch watch, Job job)
      throws EngineUnreachableException {
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

  /// The cluster does not say which change of a Job it has seen to, and counts pods late that it
  /// makes: so it is given time, and then its pods are looked for. A queue may let a Job go on that
  /// was told to end; none of its pods begins.
  private boolean isEnded(PartWatch watch, Job job) throws EngineUnreachableException {
    Instant now = steady.instant();
    boolean settled =
        PartWatch.isQuiet(job)
            && Integer.valueOf(0).equals(job.getSpec().getParallelism())
            && watch
                .cancelledAt()
                .filter(at -> at.plus(settings.times().settle()).isBefore(now))
                .isPresent();
    return settled && !pods.hasPods(job.getMetadata().getName());
  }

  /// Finds out why tasks failed; a pod that is gone has taken it along.
  private void explain(Submission submission, PartWatch watch, BitSet failed)
      throws EngineUnreachableException {
    Map<Integer, Pod> last = new HashMap<>();
    pods.pods(
        Words.job(watch.part()),
        "Failed",
        pod -> {
          int place = PodDesk.place(pod);
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

  /// Its outcome is written down first; then the cluster may tidy up.
  private void close(Submission submission) throws EngineUnreachableException {
    Instant now = clock.instant();
    register.keepOutcome(submission.entry(), submission.outcome(now));
    submission.close(now);
  }

  /// Removes the Jobs of a submission that is over for long enough, with their pods and logs. The
  /// cluster would do so by itself only with Jobs that have finished, and those that are cancelled
  /// never do.
  void tidy(Submission submission, Instant now) throws EngineUnreachableException {
    Instant until = submission.overAt().orElse(now).plus(settings.times().ttl());
    if (until.isAfter(now)) {
      return;
    }
    for (Part part : submission.parts()) {
      if (jobs.find(Words.job(part)).isPresent()) {
        desk.delete(Words.job(part));
      }
    }
  }
}
