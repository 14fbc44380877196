package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.ResourceUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one test of one wagon; found again by its key.
///
/// @param key content of the wagon and its dependencies x packages x input sample
/// @param order the id of its order in the store
/// @param since when the phase was entered
/// @param message what happened and what a person can do next; empty if all is well
/// @param sampleFiles input files of the sample
/// @param sampleBytes their size
/// @param usage per instance: the wagon, its subwagons and what they depend on
/// @param expected for the wagon and its subwagons over the whole dataset; null until measured
public record WagonTestStatus(
    Digest key,
    WagonRef wagon,
    String dataset,
    CommitId observedCommit,
    List<PackageVersion> packages,
    String order,
    WagonTestPhase phase,
    Instant since,
    String message,
    List<String> logLines,
    int attempts,
    int sampleFiles,
    long sampleBytes,
    List<WagonUsage> usage,
    @Nullable ResourceUsage expected) {
  public WagonTestStatus {
    packages = List.copyOf(packages);
    logLines = List.copyOf(logLines);
    usage = List.copyOf(usage);
  }
}
