package dev.trainyard.model.work;

import dev.trainyard.model.ByteSize;
import java.time.Duration;

/// What one task needs of a machine.
///
/// @param cpus cores
/// @param memory of all its processes together
/// @param time wall time after which the engine ends it, well above the wagons' own limits
public record TaskNeeds(int cpus, ByteSize memory, Duration time) {
  /// The same with less memory; the time, which is only a bound, stays.
  public TaskNeeds dividedBy(double factor) {
    return new TaskNeeds(cpus, new ByteSize((long) (memory.bytes() / factor)), time);
  }
}
