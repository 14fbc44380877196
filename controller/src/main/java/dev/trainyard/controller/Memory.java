package dev.trainyard.controller;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the controller has said so far: the status branch as values.
///
/// @param controller null before the first round
public record Memory(
    @Nullable ControllerStatus controller,
    Map<String, TrainStatus> trains,
    Map<WagonRef, WagonStatus> wagons,
    Map<String, DatasetStatus> datasets) {
  public static final Memory EMPTY = new Memory(null, Map.of(), Map.of(), Map.of());

  public Memory {
    trains = Map.copyOf(trains);
    wagons = Map.copyOf(wagons);
    datasets = Map.copyOf(datasets);
  }

  /// What the controller says of itself, once it has.
  public Optional<ControllerStatus> controllerStatus() {
    return Optional.ofNullable(controller);
  }

  /// Wagon tests by key; of several with one key, one that is over counts before one that is not.
  public Map<Digest, WagonTestStatus> tests() {
    Map<Digest, WagonTestStatus> tests = new HashMap<>();
    for (WagonStatus wagon : wagons.values()) {
      for (WagonTestStatus test : wagon.tests()) {
        tests.merge(test.key(), test, Memory::better);
      }
    }
    return tests;
  }

  private static WagonTestStatus better(WagonTestStatus a, WagonTestStatus b) {
    if (a.generation() != b.generation()) {
      return a.generation() > b.generation() ? a : b;
    }
    return b.phase().isOver() && !a.phase().isOver() ? b : a;
  }
}
