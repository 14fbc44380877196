package dev.trainyard.engine.local;

import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The states of one submission's tasks. Not thread-safe: the [Roster] guards it.
final class Submission {
  /// Higher priority first, then what was accepted first.
  static final Comparator<Submission> FIRST_TO_START =
      Comparator.comparingInt((Submission s) -> s.array().priority())
          .reversed()
          .thenComparingLong(s -> s.acceptance.number());

  private final Acceptance acceptance;
  private final Map<Integer, TaskState> states = new HashMap<>();
  private final TreeSet<Integer> waiting = new TreeSet<>();
  private int open;
  private Sighting.@Nullable Seen seen;
  private @Nullable Instant overAt;

  /// One whose tasks all wait.
  Submission(Acceptance acceptance) {
    this.acceptance = acceptance;
    for (int index : array().indexes()) {
      states.put(index, new TaskState.Waiting());
      waiting.add(index);
    }
    open = states.size();
  }

  /// One that is over.
  Submission(Acceptance acceptance, SubmissionOutcome outcome) {
    this.acceptance = acceptance;
    outcome.groups().forEach(g -> g.indexes().forEach(index -> states.put(index, g.state())));
    overAt = outcome.at();
  }

  TaskArray array() {
    return acceptance.array();
  }

  SubmissionName name() {
    return array().name();
  }

  /// The task to start next.
  Optional<TaskId> nextWaiting() {
    return waiting.isEmpty()
        ? Optional.empty()
        : Optional.of(new TaskId(name(), waiting.getFirst()));
  }

  @Nullable TaskState state(int index) {
    return states.get(index);
  }

  Map<Integer, TaskState> states() {
    return states;
  }

  void set(int index, TaskState state) {
    TaskState before = states.put(index, state);
    seen = null;
    waiting.remove(index);
    if (state instanceof TaskState.Waiting) {
      waiting.add(index);
    }
    if (state.isOver() && before != null && !before.isOver()) {
      open--;
    }
  }

  /// Whether all its tasks are.
  boolean isOver() {
    return open == 0;
  }

  void close(Instant at) {
    overAt = at;
  }

  /// When its last task was over.
  Optional<Instant> overAt() {
    return Optional.ofNullable(overAt);
  }

  Sighting.Seen seen() {
    Sighting.Seen result = seen;
    if (result == null) {
      result = new Sighting.Seen(states);
      seen = result;
    }
    return result;
  }
}
