package dev.trainyard.model.work;

import dev.trainyard.model.InstanceName;
import java.util.List;

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
