package dev.trainyard.engine;

import dev.trainyard.model.work.Indexes;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.model.work.TaskStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An accepted submission as it was seen last: its parts while it is under way, its outcome after
/// that.
///
/// @param <W> what watches one part
public abstract class KeptSubmission<W> {
  private final TaskArray array;
  private final int partSize;
  private List<W> watches;
  private @Nullable TaskBoard board;
  private TaskStates outcome;
  private Standing standing;
  private String reserve = "";
  private boolean cancelled;
  private @Nullable Instant overAt;

  /// One that is under way.
  ///
  /// @param partSize most tasks of one part
  protected KeptSubmission(
      TaskArray array, int partSize, Standing standing, Function<TaskBoard.Section, W> watch) {
    this.array = array;
    this.partSize = partSize;
    this.standing = standing;
    TaskBoard tasks = new TaskBoard(array);
    List<W> all = new ArrayList<>();
    int first = 0;
    for (Part part : parts()) {
      all.add(watch.apply(tasks.section(part, first)));
      first += part.size();
    }
    this.watches = List.copyOf(all);
    this.board = tasks;
    this.outcome = tasks.states();
  }

  /// One that is over.
  protected KeptSubmission(TaskArray array, int partSize, SubmissionOutcome end) {
    this.array = array;
    this.partSize = partSize;
    this.standing = Standing.going(array.priority());
    this.watches = List.of();
    this.overAt = end.at();
    Map<Integer, TaskState> states = new HashMap<>();
    end.groups().forEach(g -> g.indexes().forEach(index -> states.put(index, g.state())));
    this.outcome = TaskStates.copyOf(states);
  }

  public TaskArray array() {
    return array;
  }

  public SubmissionName name() {
    return array.name();
  }

  /// Its pieces, whether it is under way or over.
  public final List<Part> parts() {
    return Part.of(array, partSize);
  }

  /// What watches its parts while it is under way.
  public List<W> watches() {
    return watches;
  }

  /// How many of its tasks are not over.
  public int open() {
    return board == null ? 0 : board.open();
  }

  public Sighting.Seen seen() {
    return new Sighting.Seen(tasks(), standing, isOver() ? "" : reserve);
  }

  private TaskStates tasks() {
    return board == null ? outcome : board.states();
  }

  /// Where a task is.
  Optional<Place> place(int index) {
    int at = Indexes.copyOf(array.indexes()).placeOf(index);
    return at < 0
        ? Optional.empty()
        : Optional.of(new Place(parts().get(at / partSize), at % partSize));
  }

  /// A task's place in its part.
  record Place(Part part, int place) {}

  public Standing standing() {
    return standing;
  }

  /// It was written down that it stands otherwise.
  void stand(Standing next) {
    standing = next;
    reserve = "";
  }

  /// What of its standing cannot be done, for people; empty if nothing.
  public void reserve(String text) {
    reserve = text;
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /// It was written down that it is to end.
  public void cancel() {
    cancelled = true;
  }

  /// Whether that was written down.
  public boolean isOver() {
    return overAt != null;
  }

  /// When it was seen to be over.
  public Optional<Instant> overAt() {
    return Optional.ofNullable(overAt);
  }

  /// How it ended, if all its tasks did.
  public SubmissionOutcome outcome(Instant now) {
    return SubmissionOutcome.of(now, tasks());
  }

  /// Lets go of its parts: it is over.
  public void close(Instant now) {
    outcome = tasks();
    overAt = now;
    watches = List.of();
    board = null;
  }
}
