package dev.trainyard.plan;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.StreamPasses;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What follows from orders: what their tasks need, what depends on what.
final class Orders {
  /// Bringing small inputs in and writing results out, beside the wagons' own time.
  private static final Duration STAGING = Duration.ofMinutes(30);

  /// What brings large inputs in, at worst: a slow disk, or a line that others use too.
  private static final long STAGED_PER_SECOND = 10_000_000;

  /// As if a file of unknown size had 6 GB.
  private static final Duration STAGING_UNKNOWN = Duration.ofMinutes(10);

  private static final long MERGE_MEMORY = ByteSize.parse("1Gi").bytes();
  private static final Duration MERGE_TIME = Duration.ofHours(6);

  private Orders() {}

  /// What one job needs: wagons follow each other on one core, so memory is the largest and time
  /// the sum; but those that read one stream run at the same time.
  ///
  /// @param allowance factor on the wagons' limits
  static TaskNeeds needs(WorkOrder order, double allowance) {
    int cpus = order.wagons().stream().mapToInt(w -> w.resources().cpu()).max().orElse(1);
    long seconds = order.wagons().stream().mapToLong(w -> w.resources().time().toSeconds()).sum();
    long artefacts = order.artefacts().stream().mapToLong(Artefact::size).sum();
    return new TaskNeeds(
        cpus,
        new ByteSize((long) (memory(order.wagons()) * allowance)),
        Duration.ofSeconds((long) (seconds * allowance))
            .plus(staging(order.jobs()))
            .plusSeconds(artefacts / STAGED_PER_SECOND));
  }

  /// The time that any of these jobs may take for its inputs.
  static Duration staging(List<JobSplit> jobs) {
    return jobs.stream()
        .map(Orders::transfer)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO)
        .plus(STAGING);
  }

  private static Duration transfer(JobSplit job) {
    long unknown = job.inputs().stream().filter(input -> input.size() == null).count();
    return Duration.ofSeconds(job.bytes() / STAGED_PER_SECOND)
        .plus(STAGING_UNKNOWN.multipliedBy(unknown));
  }

  /// The most that runs at once, in bytes.
  static long memory(List<WagonRun> wagons) {
    Stream<List<WagonRun>> alone = wagons.stream().map(List::of);
    return Stream.concat(alone, StreamPasses.of(wagons).stream())
        .mapToLong(group -> group.stream().mapToLong(w -> w.resources().memory().bytes()).sum())
        .max()
        .orElse(0);
  }

  /// The order of a train, whether it is pinned or not.
  static String of(TrainStatus train) {
    return OrderId.train(train.name(), train.rerun(), train.incarnation(), train.spec());
  }

  /// What a merge task needs: our own merges are small; wagons' own programs have their limits.
  ///
  /// @param allowance factor on those limits
  static TaskNeeds mergeNeeds(WorkOrder order, double allowance) {
    List<WagonRun> own =
        order.wagons().stream()
            .filter(w -> w.outputs().stream().anyMatch(o -> o.merge().kind() == MergeKind.COMMAND))
            .toList();
    int cpus = own.stream().mapToInt(w -> w.resources().cpu()).max().orElse(1);
    long memory = own.stream().mapToLong(w -> w.resources().memory().bytes()).max().orElse(0);
    return new TaskNeeds(
        cpus, new ByteSize(Math.max(MERGE_MEMORY, (long) (memory * allowance))), MERGE_TIME);
  }

  /// These instances and everything of the order that depends on them.
  static Set<InstanceName> withDependants(WorkOrder order, Collection<InstanceName> instances) {
    Set<InstanceName> all = new HashSet<>(instances);
    for (WagonRun run : order.wagons()) {
      if (run.dependsOn().stream().anyMatch(all::contains)) {
        all.add(run.name());
      }
    }
    return all;
  }
}
