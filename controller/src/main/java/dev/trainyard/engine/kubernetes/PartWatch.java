package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Part;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.TaskBoard.Section;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.TaskState;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tasks of one part as they were seen last. What is once over stays so.
final class PartWatch {
  private static final TaskState WAITING = new TaskState.Waiting();
  private static final TaskState RUNNING = new TaskState.Running();
  private static final TaskState SUCCESS = new TaskState.Ended(0);

  /// So many fit into an annotation.
  private static final int MOST_REASONS = 500;

  private static final String MANY = "it failed, and so many others that reasons are not kept";

  private final Section tasks;
  private boolean kept = true;
  private @Nullable String version;
  private @Nullable Instant cancelledAt;
  private Instant checkedAt = Instant.MIN;
  private final Map<Integer, String> hindrances = new HashMap<>();
  private String reserve = "";
  private @Nullable Standing refused;
  private boolean begun;
  private TaskState waiting = WAITING;

  PartWatch(Section tasks) {
    this.tasks = tasks;
  }

  Part part() {
    return tasks.part();
  }

  boolean isOver() {
    return tasks.isOver();
  }

  int open() {
    return tasks.open();
  }

  /// Takes over what a Job says, unless it is what it said before.
  ///
  /// @param kept how tasks ended, as it was written down
  /// @return places that failed, of which it is not known why
  BitSet see(Job job, Optional<SubmissionOutcome> kept) {
    String now = job.getMetadata().getResourceVersion();
    BitSet failed = new BitSet();
    if (now.equals(version)) {
      return failed;
    }
    version = now;
    kept.ifPresent(this::take);
    JobStatus status = job.getStatus() == null ? new JobStatus() : job.getStatus();
    places(status.getCompletedIndexes()).stream().forEach(place -> tasks.set(place, SUCCESS));
    failed = places(status.getFailedIndexes());
    for (int place = failed.nextSetBit(0); place >= 0; place = failed.nextSetBit(place + 1)) {
      failed.set(place, !tasks.isOver(place));
    }
    showRunning(status.getReady() == null ? 0 : status.getReady(), failed);
    if (!failed.isEmpty()) {
      version = null;
    }
    return failed;
  }

  private void take(SubmissionOutcome outcome) {
    for (SubmissionOutcome.Group group : outcome.groups()) {
      for (int place : group.indexes()) {
        if (place < tasks.size()) {
          tasks.set(place, group.state());
        }
      }
    }
  }

  /// Tasks that wait are seen like this from now on.
  ///
  /// @param why they wait, if not for room alone
  void waits(Optional<TaskState> why) {
    TaskState before = waiting;
    waiting = why.orElse(WAITING);
    for (int place = 0; place < tasks.size(); place++) {
      if (tasks.state(place).equals(before)) {
        tasks.set(place, waiting);
      }
    }
  }

  /// How many run is told, and not which: they are begun from the first on.
  private void showRunning(int running, BitSet failed) {
    int left = running;
    for (int place = 0; place < tasks.size(); place++) {
      if (!tasks.isOver(place)) {
        boolean runs = left > 0 && !failed.get(place);
        tasks.set(place, runs ? RUNNING : waiting);
        left -= runs ? 1 : 0;
      }
    }
  }

  private BitSet places(@Nullable String text) {
    BitSet places = Places.parse(text == null ? "" : text);
    places.clear(tasks.size(), Math.max(tasks.size(), places.length()));
    return places;
  }

  /// A task ended in a way that the Job does not tell: it has to be written down.
  void endNoted(int place, TaskState state) {
    if (!tasks.isOver(place)) {
      tasks.set(place, state);
      kept = false;
    }
  }

  /// All tasks that are not over ended so.
  void endAll(TaskState state) {
    for (int place = 0; place < tasks.size(); place++) {
      endNoted(place, state);
    }
  }

  /// Whether something has to be written down.
  boolean isToBeKept() {
    return !kept;
  }

  void keep() {
    kept = true;
  }

  /// What a Job does not tell of its tasks, by place.
  SubmissionOutcome noted(Instant now) {
    Map<Integer, TaskState> ends = new TreeMap<>();
    for (int place = 0; place < tasks.size(); place++) {
      if (tasks.isOver(place) && !tasks.state(place).equals(SUCCESS)) {
        ends.put(place, tasks.state(place));
      }
    }
    SubmissionOutcome all = SubmissionOutcome.of(now, ends);
    if (all.groups().size() > MOST_REASONS) {
      ends.replaceAll(
          (_, state) -> state instanceof TaskState.Lost ? new TaskState.Lost(MANY) : state);
      return SubmissionOutcome.of(now, ends);
    }
    return all;
  }

  /// The condition by which a Job is over: empty while it is not.
  static Optional<JobCondition> end(Job job) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(it -> "True".equals(it.getStatus()))
            .filter(it -> it.getType().equals("Complete") || it.getType().equals("Failed"))
            .findFirst();
  }

  /// Whether no pod of a Job has a process.
  static boolean isQuiet(Job job) {
    JobStatus status = job.getStatus();
    return status == null
        || (isZero(status.getActive())
            && isZero(status.getTerminating())
            && (status.getUncountedTerminatedPods() == null
                || (status.getUncountedTerminatedPods().getFailed().isEmpty()
                    && status.getUncountedTerminatedPods().getSucceeded().isEmpty())));
  }

  private static boolean isZero(@Nullable Integer count) {
    return count == null || count == 0;
  }

  /// When its Job was told to end, by the steady clock.
  Optional<Instant> cancelledAt() {
    return Optional.ofNullable(cancelledAt);
  }

  void cancelled(Instant now) {
    cancelledAt = now;
  }

  /// When its pods were looked at last.
  Instant checkedAt() {
    return checkedAt;
  }

  void checked(Instant now) {
    checkedAt = now;
  }

  /// A task cannot start, and was given up for that.
  void hinder(int place, String why) {
    hindrances.put(place, why);
  }

  /// What of its submission's standing cannot be done for it; empty if nothing.
  String reserve() {
    return isOver() ? "" : reserve;
  }

  void reserve(String text) {
    reserve = text;
  }

  /// The cluster does not treat it like this.
  void refused(Standing standing) {
    refused = standing;
  }

  boolean isRefused(Standing standing) {
    return standing.equals(refused);
  }

  /// Its Job was let go, once.
  void begun() {
    begun = true;
  }

  /// Whether tasks of it may be running.
  boolean isUnderWay() {
    return begun && !isOver();
  }

  /// Why tasks were given up, by place.
  Map<Integer, String> hindrances() {
    return hindrances;
  }
}
