package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.plan.Selection.WantedKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What this planning says of the tests that somebody wants.
final class TestStatuses {
  private final Places ofWagons;
  private final Map<WantedKey, WagonTestStatus> ofTrains = new HashMap<>();

  /// @param ofWagons tests of enabled wagons, each after its step
  TestStatuses(Places ofWagons) {
    this.ofWagons = ofWagons;
  }

  /// Adds a test that only a train wants.
  void put(WantedKey test, WagonTestStatus status) {
    ofTrains.put(test, status);
  }

  Optional<WagonTestStatus> of(WagonRef wagon, Digest key) {
    return ofWagons
        .status(wagon, key)
        .or(() -> Optional.ofNullable(ofTrains.get(new WantedKey(wagon, key))));
  }
}
