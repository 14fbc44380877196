package dev.trainyard.model.spec;

import dev.trainyard.model.SharingMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The listeners of a yard, and the runs that they have taken.
///
/// @param unreadable names that only invalid files declare, of which no valid version is known
/// @param runs of each listener, ascending: empty before anybody has asked their sources
/// @param kept trains that must not leave yet, as their listener has no place for them
public record RunListeners(
    Map<String, Declared<RunListenerSpec>> declared,
    Set<String> unreadable,
    Map<String, List<Long>> runs,
    Set<String> kept) {
  public static final RunListeners NONE = new RunListeners(Map.of(), Set.of(), Map.of(), Set.of());

  public RunListeners {
    declared = SharingMap.copyOf(declared);
    unreadable = Set.copyOf(unreadable);
    runs = SharingMap.copyOf(runs);
    kept = Set.copyOf(kept);
  }

  /// The same listeners with these runs.
  public RunListeners taking(Map<String, List<Long>> taken) {
    return new RunListeners(declared, unreadable, taken, kept);
  }

  /// The same listeners without places for these trains.
  public RunListeners keeping(Set<String> trains) {
    return new RunListeners(declared, unreadable, runs, trains);
  }
}
