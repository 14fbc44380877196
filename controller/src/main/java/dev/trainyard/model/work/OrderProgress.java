package dev.trainyard.model.work;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the store says of one order.
///
/// @param order as it was pinned
/// @param committed results that count, by job: the first successful execution of each
/// @param failed results of executions that did not succeed, oldest first
/// @param mergeOrder the merge as it was pinned, or null if none was started
/// @param merges results of merge tasks, by task
public record OrderProgress(
    WorkOrder order,
    Map<Integer, JobResult> committed,
    List<JobResult> failed,
    @Nullable MergeOrder mergeOrder,
    Map<Integer, MergeResult> merges) {
  public OrderProgress {
    committed = Map.copyOf(committed);
    failed = List.copyOf(failed);
    merges = Map.copyOf(merges);
  }
}
