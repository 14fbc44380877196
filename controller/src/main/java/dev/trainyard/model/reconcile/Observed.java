package dev.trainyard.model.reconcile;

import dev.trainyard.model.Digest;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.OrderProgress;
import java.util.List;
import java.util.Map;

/// The world as one round found it: what the status branch, the engines and the store say is so.
///
/// @param trains last status of every train, by name
/// @param tests last status of every wagon test, by test key
/// @param datasets listings of the datasets that something needs, by name
/// @param engines by the name that settings give them
/// @param orders of everything underway, by order id
/// @param pulls pull requests, and those that have just been closed
public record Observed(
    Map<String, TrainStatus> trains,
    Map<Digest, WagonTestStatus> tests,
    Map<String, DatasetListing> datasets,
    Map<String, EngineView> engines,
    Map<String, OrderProgress> orders,
    List<PullView> pulls) {
  public Observed {
    pulls = List.copyOf(pulls);
    trains = SharingMap.copyOf(trains);
    tests = SharingMap.copyOf(tests);
    datasets = Map.copyOf(datasets);
    engines = Map.copyOf(engines);
    orders = Map.copyOf(orders);
  }

  /// Without pull requests.
  public Observed(
      Map<String, TrainStatus> trains,
      Map<Digest, WagonTestStatus> tests,
      Map<String, DatasetListing> datasets,
      Map<String, EngineView> engines,
      Map<String, OrderProgress> orders) {
    this(trains, tests, datasets, engines, orders, List.of());
  }

  /// The same with these pull requests.
  public Observed withPulls(List<PullView> views) {
    return new Observed(trains, tests, datasets, engines, orders, views);
  }

  /// Nothing known of anything: a yard that no controller has seen.
  public static final Observed NOTHING =
      new Observed(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
}
