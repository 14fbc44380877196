package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.PackageVersion;
import java.util.List;

/// What a train really carries, pinned when it was composed.
///
/// @param order the id of its order; the full input list lies in the store under it
/// @param commit the commit that it was composed from
/// @param results digest of what its result depends on, per instance: tells whether a later wagon
///   has been run already
public record Composition(
    String order,
    CommitId commit,
    List<InstanceName> wagons,
    List<PackageVersion> packages,
    List<CarriedContent> results,
    Digest listing,
    int jobs,
    int files,
    long bytes) {
  public Composition {
    wagons = List.copyOf(wagons);
    packages = List.copyOf(packages);
    results = List.copyOf(results);
  }

  /// The test key under which a carried wagon was admitted.
  public record CarriedContent(String wagon, Digest testKey) {}
}
