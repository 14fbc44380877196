package dev.trainyard.engine.local;

import dev.trainyard.engine.Part;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.TaskBoard;
import dev.trainyard.model.work.Indexes;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The states of one submission's tasks. Not thread-safe: the [Roster] guards it.
final class Submission {
  /// Higher priority first, then what was accepted first.
  static final Comparator<Submission> FIRST_TO_START =
      Comparator.comparingInt((Submission s) -> s.standing.priority())
          .reversed()
          .thenComparingLong(s -> s.acceptance.number());

  private final Acceptance acceptance;
  private final Indexes indexes;
  private final TaskBoard board;
  private final TaskBoard.Section tasks;

  /// Places of those that wait.
  private final BitSet waiting = new BitSet();

  private Standing standing;
  private @Nullable Instant overAt;

  /// One whose tasks all wait.
  Submission(Acceptance acceptance, Standing standing) {
    this.acceptance = acceptance;
    this.standing = standing;
    this.indexes = Indexes.copyOf(array().indexes());
    this.board = new TaskBoard(array());
    this.tasks = board.section(new Part(name(), 0, indexes), 0);
    waiting.set(0, indexes.size());
  }

  /// One that is over.
  Submission(Acceptance acceptance, SubmissionOutcome outcome) {
    this(acceptance, Standing.going(acceptance.array().priority()));
    outcome.groups().forEach(g -> g.indexes().forEach(index -> set(index, g.state())));
    overAt = outcome.at();
  }

  TaskArray array() {
    return acceptance.array();
  }

  SubmissionName name() {
    return array().name();
  }

  Standing standing() {
    return standing;
  }

  void stand(Standing next) {
    standing = next;
  }

  /// The task to start next.
  Optional<TaskId> nextWaiting() {
    return waiting.isEmpty() || standing.isHeld()
        ? Optional.empty()
        : Optional.of(new TaskId(name(), indexes.at(waiting.nextSetBit(0))));
  }

  @Nullable TaskState state(int index) {
    int place = indexes.placeOf(index);
    return place < 0 ? null : tasks.state(place);
  }

  void set(int index, TaskState state) {
    int place = indexes.placeOf(index);
    tasks.set(place, state);
    waiting.set(place, state instanceof TaskState.Waiting);
  }

  /// Whether all its tasks are.
  boolean isOver() {
    return board.open() == 0;
  }

  void close(Instant at) {
    overAt = at;
  }

  /// When its last task was over.
  Optional<Instant> overAt() {
    return Optional.ofNullable(overAt);
  }

  Sighting.Seen seen() {
    return new Sighting.Seen(board.states(), standing, "");
  }
}
