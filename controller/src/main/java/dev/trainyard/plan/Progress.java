package dev.trainyard.plan;

import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeOrder.MissingJob;
import dev.trainyard.model.work.OrderProgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Sums up what the store says of a train: counts, failures by signature, resources, coverage.
final class Progress {
  private static final int MOST_GROUPS = 20;

  private Progress() {}

  /// The status with everything counted anew.
  static TrainStatus of(TrainStatus status, JobCounts counts, OrderProgress progress) {
    return status.counted(
        counts, failures(progress), Usage.of(progress.committed().values()), coverage(progress));
  }

  /// Input files in committed jobs, or in the merge once that is pinned.
  static Coverage coverage(OrderProgress progress) {
    MergeOrder merge = progress.mergeOrder();
    Set<Integer> missing =
        merge == null
            ? Set.of()
            : merge.missing().stream().map(MissingJob::index).collect(Collectors.toSet());
    int files = 0;
    long bytes = 0;
    for (JobSplit job : progress.order().jobs()) {
      JobResult result = progress.committed().get(job.index());
      if (result != null && !missing.contains(job.index())) {
        files += job.inputs().size();
        bytes += result.stagedBytes();
      }
    }
    // Sizes are often known only once a file was read, so "of" is at least what was read.
    long of = Math.max(bytes, progress.order().bytes());
    return new Coverage(files, progress.order().files(), bytes, of);
  }

  /// Failed executions that look alike, the most frequent first.
  static List<FailureGroup> failures(OrderProgress progress) {
    Map<Signature, List<JobResult>> groups = new LinkedHashMap<>();
    Map<Signature, Told> told = new LinkedHashMap<>();
    for (JobResult result : progress.failed()) {
      for (Signature signature : signatures(result, told)) {
        groups.computeIfAbsent(signature, key -> new ArrayList<>()).add(result);
      }
    }
    return groups.entrySet().stream()
        .map(e -> group(e.getKey(), told.getOrDefault(e.getKey(), Told.NOTHING), e.getValue()))
        .sorted(
            Comparator.comparingInt(FailureGroup::executions)
                .reversed()
                .thenComparing(FailureGroup::wagon)
                .thenComparing(FailureGroup::cause))
        .limit(MOST_GROUPS)
        .toList();
  }

  /// What failures have in common that are alike.
  ///
  /// @param logLines without what stands for lines that are left out: others may have none
  record Signature(String wagon, ExitCause cause, List<String> logLines) {
    static Signature of(WagonResult wagon) {
      List<String> lines =
          wagon.logLines().stream().filter(line -> !line.equals(WagonResult.LEFT_OUT)).toList();
      return new Signature(wagon.name().toString(), wagon.cause(), lines);
    }
  }

  /// What the first of them said.
  record Told(String message, List<String> logLines) {
    static final Told NOTHING = new Told("", List.of());
  }

  static List<Signature> signatures(JobResult result, Map<Signature, Told> told) {
    List<Signature> signatures = new ArrayList<>();
    boolean excused = result.cause().blame().excusesWagons();
    for (WagonResult wagon : excused ? List.<WagonResult>of() : result.wagons()) {
      if (wagon.cause() != ExitCause.SUCCEEDED && wagon.cause() != ExitCause.DEPENDENCY_FAILED) {
        Signature own = Signature.of(wagon);
        told.putIfAbsent(own, new Told(wagon.message(), wagon.logLines()));
        signatures.add(own);
      }
    }
    if (signatures.isEmpty()) {
      Signature job = new Signature("job", result.cause(), List.of());
      told.putIfAbsent(job, new Told(result.message(), List.of()));
      signatures.add(job);
    }
    return signatures;
  }

  private static FailureGroup group(Signature signature, Told told, List<JobResult> results) {
    List<Integer> jobs =
        results.stream()
            .map(JobResult::index)
            .distinct()
            .sorted()
            .limit(FailureGroup.MOST_JOBS)
            .toList();
    return new FailureGroup(
        signature.wagon(),
        signature.cause().toString(),
        told.message(),
        results.size(),
        jobs,
        told.logLines());
  }
}
