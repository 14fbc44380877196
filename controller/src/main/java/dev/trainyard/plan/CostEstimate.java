package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.StreamPasses;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What jobs cost, in proportion to what the tests of their wagons used: by bytes where sizes are
/// known, else by files.
final class CostEstimate {
  private static final double SECONDS_PER_HOUR = 3600;
  private static final double WATTS_PER_KILOWATT = 1000;

  private final Snapshot yard;

  /// Per instance what it used, and of what.
  private final Map<InstanceName, Measured> measured = new HashMap<>();

  /// @param files of the sample
  private record Measured(ResourceUsage usage, int files, long bytes) {
    double factor(List<InputFile> inputs) {
      long size = inputs.stream().mapToLong(InputFile::knownSize).sum();
      boolean isKnown = inputs.stream().allMatch(input -> input.size() != null);
      return isKnown && bytes > 0
          ? (double) size / bytes
          : (double) inputs.size() / Math.max(1, files);
    }
  }

  /// @param tests of the wagons that ride
  CostEstimate(Snapshot yard, Iterable<WagonTestStatus> tests) {
    this.yard = yard;
    for (WagonTestStatus test : tests) {
      // What broke off says nothing of what the whole would cost.
      for (WagonUsage used : test.phase().mayRide() ? test.usage() : List.<WagonUsage>of()) {
        measured.put(
            used.instance(), new Measured(used.total(), test.sampleFiles(), test.sampleBytes()));
      }
    }
  }

  /// What an order would cost.
  Cost of(WorkOrder order) {
    List<InputFile> all = order.jobs().stream().flatMap(job -> job.inputs().stream()).toList();
    List<InputFile> largest =
        order.jobs().stream()
            .max((a, b) -> Long.compare(a.bytes(), b.bytes()))
            .map(JobSplit::inputs)
            .orElse(List.of());
    return of(order.wagons(), all, order.jobs().size(), largest);
  }

  /// What these wagons would cost over these files.
  ///
  /// @param largest the inputs of the largest job
  Cost of(List<WagonRun> wagons, List<InputFile> files, int jobs, List<InputFile> largest) {
    Duration cpu = Duration.ZERO;
    Duration longest = Duration.ZERO;
    long output = 0;
    Set<WagonRef> known = new HashSet<>();
    Set<WagonRef> asked = new HashSet<>();
    for (WagonRun run : wagons) {
      asked.add(run.name().wagon());
      Measured used = measured.get(run.name());
      if (used != null) {
        known.add(run.name().wagon());
        cpu = cpu.plus(scaled(used.usage().cpu(), used.factor(files)));
        longest = longest.plus(scaled(used.usage().wall(), used.factor(largest)));
        output += Math.round(used.usage().outputBytes() * used.factor(files));
      }
    }
    return new Cost(
        (int) files.stream().map(InputFile::run).filter(run -> run != null).distinct().count(),
        files.size(),
        files.stream().mapToLong(InputFile::knownSize).sum(),
        jobs,
        known.size(),
        asked.size(),
        cpu,
        memory(wagons),
        output,
        longest,
        known.isEmpty() ? null : carbon(cpu, yard));
  }

  /// The most that is used at once: by one wagon, or by those that read one stream.
  private long memory(List<WagonRun> wagons) {
    return Stream.concat(wagons.stream().map(List::of), StreamPasses.of(wagons).stream())
        .mapToLong(group -> group.stream().mapToLong(this::memory).sum())
        .max()
        .orElse(0);
  }

  private long memory(WagonRun wagon) {
    Measured used = measured.get(wagon.name());
    return used == null ? 0 : used.usage().pssMax();
  }

  /// What one wagon would cost over its whole dataset.
  static Cost ofDataset(WantedTest test, ResourceUsage expected, Snapshot yard) {
    return new Cost(
        0,
        test.datasetFiles(),
        test.datasetBytes(),
        0,
        1,
        1,
        expected.cpu(),
        expected.pssMax(),
        expected.outputBytes(),
        Duration.ZERO,
        carbon(expected.cpu(), yard));
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }

  private static @Nullable Double carbon(Duration cpu, Snapshot yard) {
    YardSpec.Carbon factors = yard.yard().spec().carbon();
    if (factors == null) {
      return null;
    }
    double hours = cpu.toMillis() / (1000 * SECONDS_PER_HOUR);
    return hours * factors.watts() / WATTS_PER_KILOWATT * factors.intensity();
  }
}
