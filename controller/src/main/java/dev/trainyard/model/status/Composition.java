package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.model.work.WorkOrder.Carried;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a train really carries, pinned when it was composed.
///
/// @param order the id of its order; the full input list lies in the store under it
/// @param commit the commit that it was composed from
/// @param artefacts what its wagons get of earlier trains, by name; statuses of before there were
///   any do not say
public record Composition(
    String order,
    CommitId commit,
    List<InstanceName> wagons,
    List<PackageVersion> packages,
    List<Carried> carried,
    Digest listing,
    int jobs,
    int files,
    long bytes,
    @Nullable List<Artefact> artefacts) {
  public Composition {
    wagons = List.copyOf(wagons);
    packages = List.copyOf(packages);
    carried = List.copyOf(carried);
    artefacts = artefacts == null ? List.of() : List.copyOf(artefacts);
  }

  /// Of wagons that get no artefacts.
  public Composition(
      String order,
      CommitId commit,
      List<InstanceName> wagons,
      List<PackageVersion> packages,
      List<Carried> carried,
      Digest listing,
      int jobs,
      int files,
      long bytes) {
    this(order, commit, wagons, packages, carried, listing, jobs, files, bytes, List.of());
  }

  @Override
  public List<Artefact> artefacts() {
    return Objects.requireNonNull(artefacts);
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
        order.bytes(),
        order.artefacts());
  }
}
