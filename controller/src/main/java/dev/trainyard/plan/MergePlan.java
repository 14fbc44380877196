package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeOrder.MissingJob;
import dev.trainyard.model.work.MergeOrder.Task;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lays out the merge of a train: one task per output of every coupled instance and merge list.
final class MergePlan {
  private MergePlan() {}

  static MergeOrder of(OrderProgress progress, Set<InstanceName> uncoupled) {
    WorkOrder order = progress.order();
    Map<String, List<Integer>> lists = jobsByList(progress);
    List<Task> tasks = new ArrayList<>();
    for (WagonRun run : order.wagons()) {
      if (!uncoupled.contains(run.name())) {
        for (Output output : run.outputs()) {
          lists.forEach(
              (list, jobs) ->
                  tasks.add(new Task(tasks.size(), run.name(), output.file(), list, jobs)));
        }
      }
    }
    return new MergeOrder(order.id() + ".merge", order.id(), tasks, missing(progress));
  }

  /// Committed jobs per merge list; a list without any has nothing to merge.
  private static Map<String, List<Integer>> jobsByList(OrderProgress progress) {
    Map<String, List<Integer>> lists = new LinkedHashMap<>();
    List<Integer> all = new ArrayList<>();
    lists.put(MergeOrder.ALL, all);
    Map<String, Set<Long>> runsByList = new LinkedHashMap<>();
    progress.order().mergeLists().forEach(l -> runsByList.put(l.name(), Set.copyOf(l.runs())));
    for (JobSplit job : progress.order().jobs()) {
      if (progress.committed().containsKey(job.index())) {
        all.add(job.index());
        runsByList.forEach(
            (name, runs) -> {
              if (holds(runs, job)) {
                lists.computeIfAbsent(name, key -> new ArrayList<>()).add(job.index());
              }
            });
      }
    }
    return lists;
  }

  private static boolean holds(Set<Long> runs, JobSplit job) {
    return job.inputs().stream().anyMatch(file -> file.run() != null && runs.contains(file.run()));
  }

  private static List<MissingJob> missing(OrderProgress progress) {
    Map<Integer, String> reasons = new LinkedHashMap<>();
    for (JobResult result : progress.failed()) {
      reasons.put(result.index(), result.cause() + ": " + result.message());
    }
    return progress.order().jobs().stream()
        .map(JobSplit::index)
        .filter(index -> !progress.committed().containsKey(index))
        .map(
            index ->
                new MissingJob(
                    index, reasons.getOrDefault(index, "not done when enough other jobs were")))
        .toList();
  }
}
