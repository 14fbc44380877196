package dev.trainyard.model.status;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Snapshot;
import java.time.Instant;
import java.util.Map;

/// Everything that the status branch says, as values: what pages are rendered from.
///
/// @param snapshot the yard that it speaks of
/// @param at when it was put together
public record YardStatus(
    Snapshot snapshot,
    ControllerStatus controller,
    Map<String, TrainStatus> trains,
    Map<WagonRef, WagonStatus> wagons,
    Map<String, DatasetStatus> datasets,
    Map<String, PullStatus> pulls,
    Map<String, ListenerStatus> listeners,
    Map<String, PipelineStatus> pipelines,
    Instant at) {
  public YardStatus {
    pulls = Map.copyOf(pulls);
    listeners = Map.copyOf(listeners);
    pipelines = Map.copyOf(pipelines);
    trains = Map.copyOf(trains);
    wagons = Map.copyOf(wagons);
    datasets = Map.copyOf(datasets);
  }

  /// Without pull requests, listeners and pipelines.
  public YardStatus(
      Snapshot snapshot,
      ControllerStatus controller,
      Map<String, TrainStatus> trains,
      Map<WagonRef, WagonStatus> wagons,
      Map<String, DatasetStatus> datasets,
      Instant at) {
    this(snapshot, controller, trains, wagons, datasets, Map.of(), Map.of(), Map.of(), at);
  }
}
