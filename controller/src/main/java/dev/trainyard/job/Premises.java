package dev.trainyard.job;

import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/// What the programs of one execution have in common: who finds their processes, who ends them when
/// this process is gone, how they are told to stop, and what confines them.
record Premises(
    Optional<Cell> cell,
    Adoption adoption,
    Guard guard,
    CgroupPlaces places,
    Cancellation cancellation,
    InstantSource clock)
    implements AutoCloseable {

  /// Opens it for one execution, whose name must be unique. Confined programs do not see the store.
  ///
  /// @throws NotConfinedException if its programs have to be confined and cannot
  static Premises open(JobSettings settings, Path store, Purpose purpose, String execution)
      throws IOException {
    Confinement rule = settings.confinement();
    Optional<Cell> cell =
        rule.covers(purpose)
            ? Optional.of(new Cell(Bubblewrap.find(rule.tools()), rule.hiding(store)))
            : Optional.empty();
    Adoption adoption = new Adoption(settings.custody());
    Guard guard = Guard.start(adoption, execution);
    CgroupPlaces places =
        switch (settings.groups()) {
          case WHERE_POSSIBLE -> CgroupPlaces.find();
          case NEVER -> CgroupPlaces.NONE;
        };
    places.sweep(settings.clock().instant());
    return new Premises(cell, adoption, guard, places, settings.cancellation(), settings.clock());
  }

  /// Most processes of one program; only what nobody knows is limited.
  OptionalInt processes() {
    return cell.isPresent() ? OptionalInt.of(Cell.MOST_PROCESSES) : OptionalInt.empty();
  }

  @Override
  public void close() {
    adoption.endAll();
    guard.close();
  }
}
