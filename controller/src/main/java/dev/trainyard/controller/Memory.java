package dev.trainyard.controller;

import dev.trainyard.model.Digest;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the controller has said so far: the status branch as values.
public final class Memory {
  public static final Memory EMPTY = new Memory(null, Map.of(), Map.of(), Map.of());

  private final @Nullable ControllerStatus controller;
  private final SharingMap<String, TrainStatus> trains;
  private final SharingMap<WagonRef, WagonStatus> wagons;
  private final SharingMap<String, DatasetStatus> datasets;
  private final SharingMap<String, PullStatus> pulls;
  private final SharingMap<String, ListenerStatus> listeners;
  private final SharingMap<String, PipelineStatus> pipelines;
  private final SharingMap<Digest, WagonTestStatus> tests;

  /// @param controller null before the first round
  public Memory(
      @Nullable ControllerStatus controller,
      Map<String, TrainStatus> trains,
      Map<WagonRef, WagonStatus> wagons,
      Map<String, DatasetStatus> datasets) {
    this(controller, trains, wagons, datasets, Map.of(), Map.of(), Map.of());
  }

  /// @param controller null before the first round
  public Memory(
      @Nullable ControllerStatus controller,
      Map<String, TrainStatus> trains,
      Map<WagonRef, WagonStatus> wagons,
      Map<String, DatasetStatus> datasets,
      Map<String, PullStatus> pulls) {
    this(controller, trains, wagons, datasets, pulls, Map.of(), Map.of());
  }

  /// @param controller null before the first round
  public Memory(
      @Nullable ControllerStatus controller,
      Map<String, TrainStatus> trains,
      Map<WagonRef, WagonStatus> wagons,
      Map<String, DatasetStatus> datasets,
      Map<String, PullStatus> pulls,
      Map<String, ListenerStatus> listeners,
      Map<String, PipelineStatus> pipelines) {
    this.controller = controller;
    this.pipelines = SharingMap.copyOf(pipelines);
    this.trains = SharingMap.copyOf(trains);
    this.wagons = SharingMap.copyOf(wagons);
    this.datasets = SharingMap.copyOf(datasets);
    this.pulls = SharingMap.copyOf(pulls);
    this.listeners = SharingMap.copyOf(listeners);
    this.tests = SharingMap.copyOf(tests(this.wagons, this.pulls));
  }

  @SuppressWarnings("ReferenceEquality") // what becomes of a map by no change is the map
  private Memory(
      Memory before,
      ControllerStatus controller,
      Map<String, TrainStatus> trains,
      Map<WagonRef, WagonStatus> wagons,
      Map<String, DatasetStatus> datasets,
      Map<String, PullStatus> pulls,
      Map<String, ListenerStatus> listeners,
      Map<String, PipelineStatus> pipelines) {
    this.controller = controller;
    this.pipelines = before.pipelines.become(pipelines);
    this.listeners = before.listeners.become(listeners);
    this.trains = before.trains.become(trains);
    this.wagons = before.wagons.become(wagons);
    this.datasets = before.datasets.become(datasets);
    this.pulls = before.pulls.become(pulls);
    this.tests =
        this.wagons == before.wagons && this.pulls == before.pulls
            ? before.tests
            : before.tests.become(tests(this.wagons, this.pulls));
  }

  /// What is said next; it shares with this what is said again.
  Memory then(
      ControllerStatus next,
      Map<String, TrainStatus> trainsThen,
      Map<WagonRef, WagonStatus> wagonsThen,
      Map<String, DatasetStatus> datasetsThen,
      Map<String, PullStatus> pullsThen,
      Map<String, ListenerStatus> listenersThen,
      Map<String, PipelineStatus> pipelinesThen) {
    return new Memory(
        this, next, trainsThen, wagonsThen, datasetsThen, pullsThen, listenersThen, pipelinesThen);
  }

  /// What the controller says of itself, once it has.
  public Optional<ControllerStatus> controllerStatus() {
    return Optional.ofNullable(controller);
  }

  public Map<String, TrainStatus> trains() {
    return trains;
  }

  public Map<WagonRef, WagonStatus> wagons() {
    return wagons;
  }

  public Map<String, DatasetStatus> datasets() {
    return datasets;
  }

  public Map<String, PullStatus> pulls() {
    return pulls;
  }

  public Map<String, ListenerStatus> listeners() {
    return listeners;
  }

  public Map<String, PipelineStatus> pipelines() {
    return pipelines;
  }

  /// Wagon tests by key, those of pull requests too; of several with one key, one that is over
  /// counts before one that is not.
  public Map<Digest, WagonTestStatus> tests() {
    return tests;
  }

  private static Map<Digest, WagonTestStatus> tests(
      Map<WagonRef, WagonStatus> wagons, Map<String, PullStatus> pulls) {
    Map<Digest, WagonTestStatus> tests = new HashMap<>();
    for (WagonStatus wagon : wagons.values()) {
      for (WagonTestStatus test : wagon.tests()) {
        tests.merge(test.key(), test, Memory::better);
      }
    }
    for (PullStatus pull : pulls.values()) {
      for (WagonTestStatus test : pull.tests()) {
        tests.merge(test.key(), test, Memory::better);
      }
    }
    return tests;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Memory memory
        && Objects.equals(controller, memory.controller)
        && trains.equals(memory.trains)
        && wagons.equals(memory.wagons)
        && datasets.equals(memory.datasets)
        && pulls.equals(memory.pulls)
        && listeners.equals(memory.listeners)
        && pipelines.equals(memory.pipelines);
  }

  @Override
  public int hashCode() {
    return Objects.hash(controller, trains, wagons, datasets, pulls, listeners, pipelines);
  }

  private static WagonTestStatus better(WagonTestStatus a, WagonTestStatus b) {
    if (a.generation() != b.generation()) {
      return a.generation() > b.generation() ? a : b;
    }
    return b.phase().isOver() && !a.phase().isOver() ? b : a;
  }
}
