package dev.trainyard.job;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.Store;
import dev.trainyard.store.TempFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Merges one output of one wagon over the jobs of a train. The merged file and its manifest appear
/// only if every part is there, is what its job committed, and fits to the others.
public final class Merger {
  private final Store store;
  private final Json json;
  private final JobSettings settings;

  public Merger(Store store, Json json, JobSettings settings) {
    this.store = store;
    this.json = json;
    this.settings = settings;
  }

  /// Runs the merges of the instance that the task of this index belongs to, except those that were
  /// done before; one that fails does not stop the others.
  ///
  /// @param allowance factor on the limits of a wagon's own merge program
  /// @throws IOException if the store cannot be read or written
  public JobEnd run(String orderId, int index, double allowance) throws IOException {
    WorkOrder order = found(store.order(orderId), "order " + orderId);
    MergeOrder merge = found(store.mergeOrder(orderId), "merge of order " + orderId);
    List<MergeOrder.Task> tasks = merge.ofInstanceAt(index);
    if (tasks.isEmpty()) {
      throw new IOException("the store has no task " + index + " of the merge of " + orderId);
    }
    JobEnd end = JobEnd.COMMITTED;
    for (MergeOrder.Task task : tasks) {
      if (settings.cancellation().isCancelled()) {
        return JobEnd.CANCELLED;
      }
      JobEnd one =
          store.isMerged(orderId, task.index())
              ? JobEnd.COMMITTED
              : run(order, merge, task, allowance);
      end = end == JobEnd.COMMITTED ? one : end;
    }
    return end;
  }

  private JobEnd run(WorkOrder order, MergeOrder merge, MergeOrder.Task task, double allowance)
      throws IOException {
    String execution = UUID.randomUUID().toString();
    try (TempFolder temporary = store.temporaryFolder("merge")) {
      return new MergeRun(
              store, json, settings, order, merge, task, allowance, temporary.path(), execution)
          .toEnd();
    }
  }

  private static <T> T found(Optional<T> value, String what) throws IOException {
    return value.orElseThrow(() -> new IOException("the store has no " + what));
  }
}
