package dev.trainyard.model.work;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The states of tasks by index: a map that does not change, at four bytes for each task.
public final class TaskStates extends AbstractMap<Integer, TaskState> {
  private final Indexes indexes;
  private final TaskState[] states;
  private volatile @Nullable Set<TaskState> kinds;

  private TaskStates(Indexes indexes, TaskState[] states) {
    this.indexes = indexes;
    this.states = states;
  }

  /// Of these indexes.
  ///
  /// @param states by the indexes' places
  public static TaskStates of(Indexes indexes, TaskState[] states) {
    return new TaskStates(indexes, states.clone());
  }

  public static TaskStates copyOf(Map<Integer, TaskState> tasks) {
    if (tasks instanceof TaskStates same) {
      return same;
    }
    Map<Integer, TaskState> sorted = new TreeMap<>(tasks);
    return new TaskStates(
        Indexes.copyOf(List.copyOf(sorted.keySet())), sorted.values().toArray(TaskState[]::new));
  }

  /// The states that there are, each once; found out once. Of thousands of tasks, few differ.
  public Set<TaskState> kinds() {
    Set<TaskState> known = kinds;
    if (known == null) {
      Set<TaskState> found = new LinkedHashSet<>();
      TaskState last = null;
      for (TaskState state : states) {
        if (!state.equals(last)) {
          found.add(state);
          last = state;
        }
      }
      known = Collections.unmodifiableSet(found);
      kinds = known;
    }
    return known;
  }

  @Override
  public int size() {
    return states.length;
  }

  @Override
  public @Nullable TaskState get(@Nullable Object index) {
    int place = indexes.indexOf(index);
    return place < 0 ? null : states[place];
  }

  @Override
  public boolean containsKey(@Nullable Object index) {
    return indexes.contains(index);
  }

  @Override
  public Set<Entry<Integer, TaskState>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return states.length;
      }

      @Override
      public Iterator<Entry<Integer, TaskState>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Entry<Integer, TaskState>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < states.length;
    }

    @Override
    public Entry<Integer, TaskState> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Entry<Integer, TaskState> entry = Map.entry(indexes.at(next), states[next]);
      next++;
      return entry;
    }
  }
}
