package dev.trainyard.controller;

import dev.trainyard.engine.Engine;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.plan.Planner;
import dev.trainyard.report.SafeText;
import dev.trainyard.store.ProgressReader;
import dev.trainyard.store.ProgressReader.Reading;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the world: first the engines, each with one listing, then what lies in the store. In
/// this order a task that is over has left its result, or never will.
final class Observer {
  private static final Logger log = LoggerFactory.getLogger(Observer.class);

  private final Map<String, Engine> engines;
  private final StoreGuard store;
  private final ProgressReader progress;
  private final DatasetLister lister;
  private final ImageDesk images;
  private final Planner planner;

  /// What is damaged and was told.
  private Set<String> told = Set.of();

  Observer(
      Map<String, Engine> engines,
      StoreGuard store,
      ProgressReader progress,
      DatasetLister lister,
      ImageDesk images,
      Planner planner) {
    this.engines = Map.copyOf(engines);
    this.store = store;
    this.progress = progress;
    this.lister = lister;
    this.images = images;
    this.planner = planner;
  }

  /// Everything that planning must know.
  ///
  /// @param pulls pull requests as they were found
  /// @throws IOException if the store could not be asked: nothing is decided then
  Observed observe(Snapshot snapshot, Memory memory, List<PullView> pulls, Instant now)
      throws IOException {
    Map<String, EngineView> views = new HashMap<>();
    engines.forEach((name, engine) -> views.put(name, engine.observe()));
    store.check();
    Map<String, DatasetListing> listings = lister.listings(snapshot, memory.trains());
    Map<String, ImageLookup> found = images.lookups(snapshot, memory, pulls);
    Observed withoutOrders =
        new Observed(memory.trains(), memory.tests(), listings, found, views, Map.of(), pulls);
    return withoutOrders.withOrders(orders(planner.orders(snapshot, withoutOrders, now)));
  }

  /// Makes sure that results can be written.
  ///
  /// @throws IOException if not
  void checkStoreWritable() throws IOException {
    store.checkWritable();
  }

  /// Says what there is to say of images.
  void judge(YardConditions conditions) {
    images.judge(conditions);
  }

  /// When to list datasets, or to ask for images, again.
  Optional<Instant> nextListing() {
    return Stream.concat(lister.nextDue().stream(), images.nextDue().stream())
        .min(Comparator.naturalOrder());
  }

  private Map<String, OrderProgress> orders(Set<String> wanted) throws IOException {
    Map<String, OrderProgress> orders = new HashMap<>();
    Map<String, String> damages = new TreeMap<>();
    for (String order : wanted) {
      Reading reading = progress.read(order);
      reading.progress().ifPresent(found -> orders.put(order, found));
      reading.damaged().forEach(damage -> damages.put(damage, order));
    }
    damages.forEach(this::tell);
    told = Set.copyOf(damages.keySet());
    progress.retain(wanted);
    store.check(); // what went away while it was read looks empty
    return orders;
  }

  private void tell(String damage, String order) {
    if (!told.contains(damage)) {
      log.atWarn()
          .addKeyValue("order", SafeText.plain(order))
          .log("Damaged record: {}", SafeText.plain(damage));
    }
  }
}
