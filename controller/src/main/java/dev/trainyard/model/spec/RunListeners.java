package dev.trainyard.model.spec;

import dev.trainyard.model.SharingMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The listeners of a yard, and the runs that they have taken.
///
/// @param unreadable names that only invalid files declare, of which no valid version is known
/// @param runs of each listener, ascending: empty before anybody has asked their sources
public record RunListeners(
    Map<String, Declared<RunListenerSpec>> declared,
    Set<String> unreadable,
    Map<String, List<Long>> runs) {
  public static final RunListeners NONE = new RunListeners(Map.of(), Set.of(), Map.of());

  public RunListeners {
    declared = SharingMap.copyOf(declared);
    unreadable = Set.copyOf(unreadable);
    runs = SharingMap.copyOf(runs);
  }

  /// The same listeners with these runs.
  public RunListeners taking(Map<String, List<Long>> taken) {
    return new RunListeners(declared, unreadable, taken);
  }
}
