package dev.trainyard.report;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.ResourceUsage;
import java.time.Duration;
import java.util.List;

/// One wagon test for tests: what it measured grows with `size`.
///
/// @param daysAgo when it ended
public record SampleTest(
    String wagon, String dataset, WagonTestPhase phase, int daysAgo, int size) {

  public static PackageVersion software() {
    return new PackageVersion(
        "dimuon",
        "dimuon-v1.4",
        SampleYard.commit("dimuon-v1.4"),
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        SampleYard.NOON.minus(Duration.ofDays(9)));
  }

  /// Resources that grow with `size`.
  public static ResourceUsage usage(int size) {
    return new ResourceUsage(
        Duration.ofMillis(870L * size),
        Duration.ofMillis(1130L * size),
        (41L << 20) + 700_000L * size,
        (33L << 20) + 600_000L * size,
        (29L << 20) + 500_000L * size,
        210L << 20,
        5_400_000L * size,
        23_000L * size,
        1_730L * size,
        410,
        2);
  }

  public WagonTestStatus status() {
    boolean isMeasured = phase.isOver();
    var instance = InstanceName.parse(wagon);
    var loose = new InstanceName(instance.wagon(), "loose");
    return new WagonTestStatus(
        SampleYard.digest(wagon + dataset + daysAgo),
        WagonRef.parse(wagon),
        dataset,
        SampleYard.commit("day " + daysAgo),
        List.of(software()),
        "test.0123456789abcdef0123",
        0,
        phase,
        SampleYard.NOON.minus(Duration.ofDays(daysAgo)),
        isFailed() ? "the program ended with exit code 3; see the end of its log" : "",
        isFailed() ? List.of("Traceback (most recent call last):", "KeyError: 'pt2'") : List.of(),
        isFailed() ? 2 : 1,
        1,
        5_400_000L,
        isMeasured
            ? List.of(
                new WagonUsage(instance, 1, usage(size)), new WagonUsage(loose, 1, usage(size + 1)))
            : List.of(),
        isMeasured && !isFailed() ? usage(400 * size) : null,
        null);
  }

  private boolean isFailed() {
    return phase instanceof WagonTestPhase.Failed;
  }
}
