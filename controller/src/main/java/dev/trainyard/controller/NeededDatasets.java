package dev.trainyard.controller;

import dev.trainyard.model.SharingMap;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Pipelines;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The datasets that waiting trains, trains of pipelines and enabled wagons need: counted, and kept
/// up to date with what has changed.
final class NeededDatasets {
  private SharingMap<String, Declared<TrainSpec>> trains = SharingMap.empty();
  private SharingMap<String, TrainStatus> statuses = SharingMap.empty();
  private Pipelines pipelines = Pipelines.NONE;
  private SharingMap<WagonRef, Declared<WagonSpec>> wagons = SharingMap.empty();

  /// How many trains wait for a dataset, and how many wagons are enabled on one.
  private final Map<String, Integer> waiting = new HashMap<>();

  private final Map<String, Integer> enabled = new HashMap<>();

  /// The datasets needed now, declared or not.
  Set<String> of(Snapshot yard, Map<String, TrainStatus> said) {
    countTrains(yard.pipelines(), SharingMap.copyOf(yard.trains()), SharingMap.copyOf(said));
    countWagons(SharingMap.copyOf(yard.wagons()));
    Set<String> needed = new TreeSet<>(waiting.keySet());
    enabled.keySet().stream()
        .filter(name -> isActive(yard.datasets().get(name)))
        .forEach(needed::add);
    return needed;
  }

  private void countTrains(
      Pipelines started,
      SharingMap<String, Declared<TrainSpec>> declared,
      SharingMap<String, TrainStatus> said) {
    Set<String> changed = trains.differences(declared);
    changed.addAll(statuses.differences(said));
    changed.addAll(
        SharingMap.copyOf(pipelines.trains()).differences(SharingMap.copyOf(started.trains())));
    for (String name : changed) {
      count(pipelines, trains.get(name), statuses.get(name), -1);
      count(started, declared.get(name), said.get(name), 1);
    }
    pipelines = started;
    trains = declared;
    statuses = said;
  }

  private void count(
      Pipelines of, @Nullable Declared<TrainSpec> train, @Nullable TrainStatus status, int more) {
    if (train != null && (waits(train, status) || of.hasStarted(train.name()))) {
      add(waiting, train.spec().dataset(), more);
    }
  }

  private static boolean waits(Declared<TrainSpec> train, @Nullable TrainStatus status) {
    return status == null
        || status.phase() instanceof TrainPhase.Waiting
        || train.spec().rerun() > status.rerun();
  }

  private void countWagons(SharingMap<WagonRef, Declared<WagonSpec>> declared) {
    for (WagonRef wagon : wagons.differences(declared)) {
      count(wagons.get(wagon), -1);
      count(declared.get(wagon), 1);
    }
    wagons = declared;
  }

  private void count(@Nullable Declared<WagonSpec> wagon, int more) {
    if (wagon != null) {
      for (Enabled on : wagon.spec().enabledOn()) {
        add(enabled, on.dataset(), more);
      }
    }
  }

  private static void add(Map<String, Integer> counts, String dataset, int more) {
    counts.merge(dataset, more, (a, b) -> a + b == 0 ? null : a + b);
  }

  private static boolean isActive(@Nullable Declared<DatasetSpec> dataset) {
    return dataset != null && dataset.spec().state() == State.ACTIVE;
  }
}
