package dev.trainyard.engine;

import dev.trainyard.model.work.Indexes;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.model.work.TaskStates;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where the tasks of a submission are, as they were seen last. What is once over stays as it was
/// seen. Not thread-safe.
public final class TaskBoard {
  private static final TaskState WAITING = new TaskState.Waiting();

  private final Indexes indexes;
  private final TaskState[] states;
  private int open;
  private @Nullable TaskStates shown;

  /// One on which all tasks wait.
  public TaskBoard(TaskArray array) {
    this.indexes = Indexes.copyOf(array.indexes());
    this.states = new TaskState[indexes.size()];
    this.open = states.length;
    Arrays.fill(states, WAITING);
  }

  /// How many tasks are not over.
  public int open() {
    return open;
  }

  /// All of it, made anew only if something has changed.
  public TaskStates states() {
    TaskStates result = shown;
    if (result == null) {
      result = TaskStates.of(indexes, states);
      shown = result;
    }
    return result;
  }

  /// The tasks of a part that begins at a place of the whole.
  public Section section(Part part, int first) {
    return new Section(part, first);
  }

  /// The tasks of one part, by their places in it.
  public final class Section {
    private final Part part;
    private final int first;
    private int left;

    private Section(Part part, int first) {
      this.part = part;
      this.first = first;
      this.left = part.size();
    }

    public Part part() {
      return part;
    }

    public int size() {
      return part.size();
    }

    /// How many of them are not over.
    public int open() {
      return left;
    }

    public boolean isOver() {
      return left == 0;
    }

    public TaskState state(int place) {
      return states[first + place];
    }

    public boolean isOver(int place) {
      return state(place).isOver();
    }

    /// A task is seen in a state, unless it is over.
    public void set(int place, TaskState state) {
      TaskState before = state(place);
      if (before.isOver() || before.equals(state)) {
        return;
      }
      if (state.isOver()) {
        left--;
        open--;
      }
      states[first + place] = state;
      shown = null;
    }

    /// All tasks that are not over are seen in a state.
    public void setOpen(TaskState state) {
      for (int place = 0; place < part.size(); place++) {
        set(place, state);
      }
    }
  }
}
