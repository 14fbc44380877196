package dev.trainyard.job;

import java.io.IOException;
import java.time.InstantSource;

/// What the programs of one execution have in common: who finds their processes, who ends them when
/// this process is gone, and how they are told to stop.
record Sandbox(
    Adoption adoption,
    Guard guard,
    CgroupPlaces places,
    Cancellation cancellation,
    InstantSource clock)
    implements AutoCloseable {

  /// Opens it for one execution, whose name must be unique.
  static Sandbox open(JobSettings settings, String execution) throws IOException {
    Adoption adoption = new Adoption(settings.custody());
    Guard guard = Guard.start(adoption, execution);
    CgroupPlaces places =
        switch (settings.groups()) {
          case WHERE_POSSIBLE -> CgroupPlaces.find();
          case NEVER -> CgroupPlaces.NONE;
        };
    places.sweep(settings.clock().instant());
    return new Sandbox(adoption, guard, places, settings.cancellation(), settings.clock());
  }

  @Override
  public void close() {
    adoption.endAll();
    guard.close();
  }
}
