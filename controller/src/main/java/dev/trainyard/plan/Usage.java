package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.ResourceUsage;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds up what wagons used.
final class Usage {
  private Usage() {}

  /// Per instance, over these results.
  static List<WagonUsage> of(Collection<JobResult> results) {
    Map<InstanceName, WagonUsage> sums = new HashMap<>();
    for (JobResult result : results) {
      for (WagonResult wagon : result.wagons()) {
        WagonUsage one = new WagonUsage(wagon.name(), 1, wagon.usage());
        sums.merge(wagon.name(), one, Usage::plus);
      }
    }
    return sums.values().stream().sorted(Comparator.comparing(WagonUsage::instance)).toList();
  }

  private static WagonUsage plus(WagonUsage a, WagonUsage b) {
    return new WagonUsage(a.instance(), a.jobs() + b.jobs(), a.total().plus(b.total()));
  }

  /// What a test's wagon (with its subwagons, without its dependencies) would use over the whole
  /// dataset: in proportion to bytes where sizes are known, else to files.
  static ResourceUsage expected(WantedTest test, JobResult result) {
    double factor = factor(test, result.stagedBytes());
    ResourceUsage sum = ResourceUsage.NONE;
    for (WagonResult wagon : result.wagons()) {
      if (wagon.name().wagon().equals(test.wagon())) {
        sum = sum.plus(wagon.usage());
      }
    }
    return new ResourceUsage(
        scaled(sum.cpu(), factor),
        scaled(sum.wall(), factor),
        sum.rssMax(),
        sum.pssMax(),
        sum.pssAverage(),
        sum.virtualMax(),
        Math.round(sum.readBytes() * factor),
        Math.round(sum.writtenBytes() * factor),
        Math.round(sum.outputBytes() * factor),
        Math.round(sum.logBytes() * factor),
        sum.processesMax());
  }

  private static double factor(WantedTest test, long sampleBytes) {
    if (test.datasetBytes() > 0 && sampleBytes > 0) {
      return Math.max(1, (double) test.datasetBytes() / sampleBytes);
    }
    return test.sample().isEmpty() ? 1 : (double) test.datasetFiles() / test.sample().size();
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }
}
