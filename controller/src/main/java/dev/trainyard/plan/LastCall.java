package dev.trainyard.plan;

import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.OrderProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// How long a train of which enough jobs are done waits for the others: as long as its longest job
/// took. What works gets in, and what hangs holds nobody up.
final class LastCall {
  private static final Duration LEAST = Duration.ofMinutes(1);

  private LastCall() {}

  /// When it waits no more.
  ///
  /// @param needed how many jobs are enough; at least as many are committed
  static Instant ends(OrderProgress progress, int needed) {
    List<JobResult> jobs =
        progress.committed().values().stream()
            .sorted(Comparator.comparing(JobResult::finished))
            .toList();
    Duration longest =
        jobs.stream()
            .map(job -> Duration.between(job.started(), job.finished()))
            .max(Comparator.naturalOrder())
            .filter(time -> time.compareTo(LEAST) > 0)
            .orElse(LEAST);
    return jobs.get(needed - 1).finished().plus(longest);
  }
}
