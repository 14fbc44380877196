package dev.trainyard.model.work;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.trainyard.model.InstanceName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The merge of one train: which outputs become one, from which jobs. Written once to the store.
///
/// @param order the id of the train's [WorkOrder]
/// @param tasks one per task of the merge submission
/// @param missing jobs that the merge goes without, and why
public record MergeOrder(String id, String order, List<Task> tasks, List<MissingJob> missing) {
  /// The name of the merge of everything.
  public static final String ALL = "all";

  public MergeOrder {
    tasks = List.copyOf(tasks);
    missing = List.copyOf(missing);
  }

  /// What an engine is given: starting a task costs more than most merges, so the task of an index
  /// does all merges of that index's instance.
  ///
  /// @return the first index of each instance that has one of these tasks
  public List<Integer> indexes(Collection<Task> wanted) {
    Set<InstanceName> instances = wanted.stream().map(Task::instance).collect(toUnmodifiableSet());
    Map<InstanceName, Integer> first = new LinkedHashMap<>();
    for (Task task : tasks) {
      if (instances.contains(task.instance())) {
        first.putIfAbsent(task.instance(), task.index());
      }
    }
    return List.copyOf(first.values());
  }

  /// All tasks of the instance that the task of this index merges.
  public List<Task> ofInstanceAt(int index) {
    return tasks.stream()
        .filter(task -> task.index() == index)
        .flatMap(one -> tasks.stream().filter(task -> task.instance().equals(one.instance())))
        .toList();
  }

  /// One output of one instance over one merge list.
  ///
  /// @param mergeList a merge list of the dataset, or [#ALL]
  /// @param jobs indexes of the jobs merged, ascending
  public record Task(
      int index, InstanceName instance, String file, String mergeList, List<Integer> jobs) {
    public Task {
      jobs = List.copyOf(jobs);
    }
  }

  /// A job without a result.
  public record MissingJob(int index, String reason) {}
}
