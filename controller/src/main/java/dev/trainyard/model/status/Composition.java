package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.model.work.WorkOrder.Carried;
import java.util.List;

/// What a train really carries, pinned when it was composed.
///
/// @param order the id of its order; the full input list lies in the store under it
/// @param commit the commit that it was composed from
public record Composition(
    String order,
    CommitId commit,
    List<InstanceName> wagons,
    List<PackageVersion> packages,
    List<Carried> carried,
    Digest listing,
    int jobs,
    int files,
    long bytes) {
  public Composition {
    wagons = List.copyOf(wagons);
    packages = List.copyOf(packages);
    carried = List.copyOf(carried);
  }

  /// What a pinned order carries.
  public static Composition of(WorkOrder order) {
    return new Composition(
        order.id(),
        order.commit(),
        order.wagons().stream().map(WagonRun::name).toList(),
        order.packages(),
        order.carried(),
        order.listing(),
        order.jobs().size(),
        order.files(),
        order.bytes());
  }
}
