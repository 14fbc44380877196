package dev.trainyard.engine.local;

import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// All submissions in memory: who waits, who runs, what is free. No I/O, so that looking at it
/// costs nothing. Thread-safe.
final class Roster {
  private final int slots;
  private final long memory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<SubmissionName, Submission> submissions = new HashMap<>();
  private final TreeSet<Submission> queue = new TreeSet<>(Submission.FIRST_TO_START);
  private int slotsUsed;
  private long memoryUsed;
  private long changes;

  /// @param memory in bytes
  Roster(int slots, long memory) {
    this.slots = slots;
    this.memory = memory;
  }

  void add(Submission submission) {
    locked(
        () -> {
          submissions.put(submission.name(), submission);
          return submission.nextWaiting().isPresent() && queue.add(submission);
        });
  }

  boolean knows(SubmissionName name) {
    return locked(() -> submissions.containsKey(name));
  }

  void remove(SubmissionName name) {
    locked(() -> Optional.ofNullable(submissions.remove(name)).map(queue::remove));
  }

  /// The first waiting task, now seen as running, if there is room for it. Nothing overtakes it: it
  /// would wait for ever while small tasks come.
  Optional<TaskId> startNext() {
    return locked(
        () ->
            queue.stream()
                .findFirst()
                .filter(first -> fits(first.array().needs()))
                .flatMap(Submission::nextWaiting)
                .map(this::reserve));
  }

  /// Notes that a task runs, room or not: it was found running.
  void resume(TaskId task) {
    locked(() -> reserve(task));
  }

  /// A task that was seen as running waits again: it could not be started.
  void putBack(TaskId task) {
    locked(
        () -> {
          release(array(task).needs());
          change(task, new TaskState.Waiting());
          return task;
        });
  }

  /// A task is over.
  ///
  /// @return the states of all tasks of its submission, if that was the last one
  Optional<Map<Integer, TaskState>> over(TaskId task, TaskState state) {
    return locked(
        () -> {
          Submission submission = get(task.name());
          if (submission.state(task.index()) instanceof TaskState.Running) {
            release(submission.array().needs());
          }
          change(task, state);
          changes++;
          changed.signalAll();
          return submission.isOver() ? Optional.of(submission.seen().tasks()) : Optional.empty();
        });
  }

  /// Notes when a submission was over.
  void close(SubmissionName name, Instant at) {
    locked(
        () -> {
          get(name).close(at);
          return name;
        });
  }

  /// What was over before an instant.
  List<SubmissionName> overBefore(Instant limit) {
    return locked(
        () ->
            submissions.values().stream()
                .filter(s -> s.overAt().filter(at -> at.isBefore(limit)).isPresent())
                .map(Submission::name)
                .toList());
  }

  /// Waiting tasks of a submission, ascending.
  List<TaskId> waiting(SubmissionName name) {
    return in(name, TaskState.Waiting.class);
  }

  List<TaskId> running(SubmissionName name) {
    return in(name, TaskState.Running.class);
  }

  /// Whether all tasks of a submission are over.
  boolean isOver(SubmissionName name) {
    return locked(() -> get(name).isOver());
  }

  /// How many tasks were seen to become over.
  long changes() {
    return locked(() -> changes);
  }

  /// Whether a task is over, or nothing is known of it.
  boolean isOver(TaskId task) {
    return locked(
        () -> {
          Submission submission = submissions.get(task.name());
          TaskState state = submission == null ? null : submission.state(task.index());
          return state == null || state.isOver();
        });
  }

  TaskArray array(TaskId task) {
    return locked(() -> get(task.name()).array());
  }

  Map<SubmissionName, Sighting.Seen> seen() {
    return locked(
        () -> {
          Map<SubmissionName, Sighting.Seen> all = new HashMap<>();
          submissions.forEach((name, submission) -> all.put(name, submission.seen()));
          return all;
        });
  }

  /// Waits until the number of tasks that were seen to become over is not `seen`.
  long awaitChange(long seen, Duration atMost) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(atMost);
    lock.lockInterruptibly();
    try {
      while (changes == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /// Has a submission stand otherwise from now on.
  void stand(SubmissionName name, Standing standing) {
    locked(
        () -> {
          Submission submission = get(name);
          // Its place in the queue depends on it.
          queue.remove(submission);
          submission.stand(standing);
          return submission.nextWaiting().isPresent() && queue.add(submission);
        });
  }

  private List<TaskId> in(SubmissionName name, Class<? extends TaskState> state) {
    return locked(
        () ->
            get(name).seen().tasks().entrySet().stream()
                .filter(task -> state.isInstance(task.getValue()))
                .map(task -> new TaskId(name, task.getKey()))
                .sorted((a, b) -> Integer.compare(a.index(), b.index()))
                .toList());
  }

  private TaskId reserve(TaskId task) {
    TaskNeeds needs = get(task.name()).array().needs();
    slotsUsed += needs.cpus();
    memoryUsed += needs.memory().bytes();
    change(task, new TaskState.Running());
    return task;
  }

  private void release(TaskNeeds needs) {
    slotsUsed -= needs.cpus();
    memoryUsed -= needs.memory().bytes();
  }

  private boolean fits(TaskNeeds needs) {
    return slotsUsed + needs.cpus() <= slots && memoryUsed + needs.memory().bytes() <= memory;
  }

  private void change(TaskId task, TaskState state) {
    Submission submission = get(task.name());
    submission.set(task.index(), state);
    if (submission.nextWaiting().isPresent()) {
      queue.add(submission);
    } else {
      queue.remove(submission);
    }
  }

  private Submission get(SubmissionName name) {
    Submission submission = submissions.get(name);
    if (submission == null) {
      throw new IllegalStateException("no such submission: " + name);
    }
    return submission;
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
