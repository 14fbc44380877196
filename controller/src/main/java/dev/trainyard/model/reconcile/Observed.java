package dev.trainyard.model.reconcile;

import dev.trainyard.model.Digest;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.OrderProgress;
import java.util.Map;

/// The world as one round found it: what the status branch, the engines and the store say is so.
///
/// @param trains last status of every train, by name
/// @param tests last status of every wagon test, by test key
/// @param datasets listings of the datasets that something needs, by name
/// @param engines by the name that settings give them
/// @param orders of everything underway, by order id
public record Observed(
    Map<String, TrainStatus> trains,
    Map<Digest, WagonTestStatus> tests,
    Map<String, DatasetListing> datasets,
    Map<String, EngineView> engines,
    Map<String, OrderProgress> orders) {
  public Observed {
    trains = SharingMap.copyOf(trains);
    tests = SharingMap.copyOf(tests);
    datasets = Map.copyOf(datasets);
    engines = Map.copyOf(engines);
    orders = Map.copyOf(orders);
  }

  /// Nothing known of anything: a yard that no controller has seen.
  public static final Observed NOTHING =
      new Observed(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
}
