package dev.trainyard.model.spec;

import dev.trainyard.model.SharingMap;
import java.util.Map;
import java.util.Set;

/// The pipelines of a yard, and the trains of their stages.
///
/// @param unreadable names that only invalid files declare, of which no valid version is known
/// @param trains of each train that a stage has started, the pipeline: empty before the pipelines
///   are unfolded
public record Pipelines(
    Map<String, Declared<PipelineSpec>> declared,
    Set<String> unreadable,
    Map<String, String> trains) {
  public static final Pipelines NONE = new Pipelines(Map.of(), Set.of(), Map.of());

  public Pipelines {
    declared = SharingMap.copyOf(declared);
    unreadable = Set.copyOf(unreadable);
    trains = SharingMap.copyOf(trains);
  }

  /// The same pipelines with these trains.
  public Pipelines with(Map<String, String> started) {
    return new Pipelines(declared, unreadable, started);
  }

  /// Whether a train is one of a stage.
  public boolean hasStarted(String train) {
    return trains.containsKey(train);
  }
}
