package dev.trainyard.job;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which job of which order is to be run, and how.
///
/// @param submission the name of the engine's submission, for the record
/// @param allowance factor on the wagons' limits of memory and time
/// @param without instances that it goes without; what depends on them is left out too
/// @param cores how many cores it may keep busy, or 0 for what the largest wagon asks for
public record JobRequest(
    String order, int index, String submission, double allowance, List<String> without, int cores) {
  public JobRequest {
    without = List.copyOf(without);
    if (!(allowance > 0)) {
      throw new IllegalArgumentException("an allowance is positive: " + allowance);
    }
  }

  /// The instances of the order that this job runs, dependencies first.
  List<WagonRun> wagonsOf(WorkOrder work) {
    Set<InstanceName> dropped = new HashSet<>();
    List<WagonRun> kept = new ArrayList<>();
    for (WagonRun wagon : work.wagons()) {
      boolean named = without.contains(wagon.name().toString());
      if (named || wagon.dependsOn().stream().anyMatch(dropped::contains)) {
        dropped.add(wagon.name());
      } else {
        kept.add(wagon);
      }
    }
    return List.copyOf(kept);
  }
}
