package dev.trainyard.model.reconcile;

import dev.trainyard.model.Digest;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.SourceView;
import java.util.List;
import java.util.Map;

/// The world as one round found it: what the status branch, the engines and the store say is so.
///
/// @param trains last status of every train, by name
/// @param tests last status of every wagon test, by test key
/// @param datasets listings of the datasets that something needs, by name
/// @param images what registries said of those that something needs, by their names
/// @param engines by the name that settings give them
/// @param orders of everything underway, by order id
/// @param sources run sources, by name
/// @param pulls pull requests, and those that have just been closed
/// @param pipelines what was said last of those that there are
public record Observed(
    Map<String, TrainStatus> trains,
    Map<Digest, WagonTestStatus> tests,
    Map<String, DatasetListing> datasets,
    Map<String, ImageLookup> images,
    Map<String, EngineView> engines,
    Map<String, OrderProgress> orders,
    List<PullView> pulls,
    Map<String, SourceView> sources,
    Map<String, PipelineStatus> pipelines) {
  public Observed {
    pipelines = Map.copyOf(pipelines);
    images = Map.copyOf(images);
    sources = Map.copyOf(sources);
    pulls = List.copyOf(pulls);
    trains = SharingMap.copyOf(trains);
    tests = SharingMap.copyOf(tests);
    datasets = Map.copyOf(datasets);
    engines = Map.copyOf(engines);
    orders = Map.copyOf(orders);
  }

  /// Without run sources and pipelines.
  public Observed(
      Map<String, TrainStatus> trains,
      Map<Digest, WagonTestStatus> tests,
      Map<String, DatasetListing> datasets,
      Map<String, ImageLookup> images,
      Map<String, EngineView> engines,
      Map<String, OrderProgress> orders,
      List<PullView> pulls) {
    this(trains, tests, datasets, images, engines, orders, pulls, Map.of(), Map.of());
  }

  /// Without pull requests and images.
  public Observed(
      Map<String, TrainStatus> trains,
      Map<Digest, WagonTestStatus> tests,
      Map<String, DatasetListing> datasets,
      Map<String, EngineView> engines,
      Map<String, OrderProgress> orders) {
    this(trains, tests, datasets, Map.of(), engines, orders, List.of());
  }

  /// The same with these pull requests.
  public Observed withPulls(List<PullView> views) {
    return new Observed(
        trains, tests, datasets, images, engines, orders, views, sources, pipelines);
  }

  /// The same with these orders.
  public Observed withOrders(Map<String, OrderProgress> progress) {
    return new Observed(
        trains, tests, datasets, images, engines, progress, pulls, sources, pipelines);
  }

  /// The same with this said of images.
  public Observed withImages(Map<String, ImageLookup> said) {
    return new Observed(trains, tests, datasets, said, engines, orders, pulls, sources, pipelines);
  }

  /// The same with these run sources.
  public Observed withSources(Map<String, SourceView> views) {
    return new Observed(trains, tests, datasets, images, engines, orders, pulls, views, pipelines);
  }

  /// The same with this said of pipelines.
  public Observed withPipelines(Map<String, PipelineStatus> said) {
    return new Observed(trains, tests, datasets, images, engines, orders, pulls, sources, said);
  }

  /// Nothing known of anything: a yard that no controller has seen.
  public static final Observed NOTHING =
      new Observed(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
}
