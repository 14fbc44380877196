package dev.trainyard.model.work;

import dev.trainyard.model.InstanceName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which wagons of a job read its inputs together from one stream: all that take a stream, except
/// that one which waits for another of them reads in a later pass.
public final class StreamPasses {
  private StreamPasses() {}

  /// The passes, first to last.
  ///
  /// @param wagons dependencies before dependants
  public static List<List<WagonRun>> of(List<WagonRun> wagons) {
    List<List<WagonRun>> passes = new ArrayList<>();
    Map<InstanceName, Integer> passesBefore = new HashMap<>();
    for (WagonRun wagon : wagons) {
      int before =
          wagon.dependsOn().stream().mapToInt(d -> passesBefore.getOrDefault(d, 0)).max().orElse(0);
      if (wagon.input().isStream()) {
        if (before == passes.size()) {
          passes.add(new ArrayList<>());
        }
        passes.get(before).add(wagon);
        before++;
      }
      passesBefore.put(wagon.name(), before);
    }
    return passes.stream().map(List::copyOf).toList();
  }
}
