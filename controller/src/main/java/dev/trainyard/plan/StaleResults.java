package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Results that speak of what a merge replaces, one sentence each.
final class StaleResults {
  private static final int MOST_NAMED = 5;

  private final PullTests.Known known;
  private final Ready ready;
  private final Looked looked;
  private final Collection<TrainStatus> trains;

  /// @param looked takes down what this is made from
  /// @param trains all that have a status
  StaleResults(PullTests.Known known, Looked looked, Collection<TrainStatus> trains) {
    this.known = known;
    this.ready = known.ready();
    this.looked = looked;
    this.trains = trains;
  }

  /// Tests first, then trains.
  List<String> all() {
    List<String> stale = new ArrayList<>(ofTests());
    stale.sort(null);
    stale.addAll(ofTrains());
    return stale;
  }

  private List<String> ofTests() {
    List<String> stale = new ArrayList<>();
    Map<String, WantedTest> after = new HashMap<>();
    known.wishes().wanted().values().forEach(t -> after.put(t.wagon() + "\n" + t.dataset(), t));
    TestDesk before = new TestDesk(ready.before(), new Supplies(listingsBefore(), known.images()));
    for (WantedTest now : after.values()) {
      var dataset = ready.before().datasets().get(now.dataset());
      boolean was = ready.before().wagons().containsKey(now.wagon());
      if (dataset != null
          && was
          && before.test(now.wagon(), dataset, Given.NOTHING)
              instanceof TestDesk.Answer.Needs(WantedTest earlier)
          && !earlier.key().equals(now.key())
          && hasResult(earlier)) {
        stale.add(
            "the test of wagon %s on %s: its content, software or input would be another"
                .formatted(now.wagon(), now.dataset()));
      }
    }
    return stale;
  }

  private Map<String, DatasetListing> listingsBefore() {
    Map<String, DatasetListing> listings = new HashMap<>(ready.listings());
    listings.putAll(ready.earlier());
    return listings;
  }

  private boolean hasResult(WantedTest test) {
    WagonTestStatus status = looked.test(test.key());
    return status != null && status.phase().mayRide();
  }

  /// Trains that carry what the merge changes.
  private List<String> ofTrains() {
    List<String> stale = new ArrayList<>();
    for (TrainStatus train : trains) {
      List<WagonRef> changed = changed(train);
      if (!changed.isEmpty()) {
        looked.train(train.name());
        stale.add("train %s carries %s as before".formatted(train.name(), names(changed)));
      }
    }
    stale.sort(null);
    return stale;
  }

  private List<WagonRef> changed(TrainStatus train) {
    Composition carried = train.composition();
    return carried == null
        ? List.of()
        : carried.wagons().stream()
            .map(InstanceName::wagon)
            .distinct()
            .filter(ready.impact().wagons()::contains)
            .filter(this::isOther)
            .sorted()
            .toList();
  }

  /// Whether the wagon, or what it depends on or runs in, is another; not only its dataset.
  private boolean isOther(WagonRef wagon) {
    var before = ready.before().wagons().get(wagon);
    var after = ready.after().wagons().get(wagon);
    if (before == null || after == null) {
      return true;
    }
    return !before.content().equals(after.content())
        || ready.impact().packages().contains(after.spec().software().name())
        || Composer.dependencies(after.spec()).stream().anyMatch(ready.impact().wagons()::contains);
  }

  private static String names(List<WagonRef> wagons) {
    String first =
        wagons.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    int more = wagons.size() - MOST_NAMED;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
