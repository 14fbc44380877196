package dev.trainyard.job;

import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.Manifest.MissingInput;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeOrder.MissingJob;
import dev.trainyard.model.work.WorkOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which inputs a merged file should hold and does not.
record MissingInputs(WorkOrder order, MergeOrder merge, MergeOrder.Task task) {

  /// Those of every job that belongs to the merge list and is not merged.
  List<MissingInput> all() {
    Map<Integer, String> reasons =
        merge.missing().stream().collect(Collectors.toMap(MissingJob::index, MissingJob::reason));
    Set<Integer> merged = new HashSet<>(task.jobs());
    return order.jobs().stream()
        .filter(job -> !merged.contains(job.index()) && belongs(job))
        .flatMap(
            job -> {
              String reason = reasons.getOrDefault(job.index(), "its job is not in this merge");
              return job.inputs().stream().map(i -> new MissingInput(i.location(), reason));
            })
        .toList();
  }

  private boolean belongs(JobSplit job) {
    if (task.mergeList().equals(MergeOrder.ALL)) {
      return true;
    }
    Set<Long> runs =
        order.mergeLists().stream()
            .filter(list -> list.name().equals(task.mergeList()))
            .map(MergeList::runs)
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    return job.inputs().stream()
        .anyMatch(input -> input.run() != null && runs.contains(input.run()));
  }
}
