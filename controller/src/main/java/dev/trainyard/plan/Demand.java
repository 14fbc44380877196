package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The tests that enabled wagons and departing trains want.
final class Demand {
  private final Facts facts;
  private final Candidates candidates;
  private final Wishes ofWagons;
  private final Wishes ofTrains = Wishes.none();

  /// @param ofWagons what enabled wagons want
  /// @param trains all declared ones, sorted
  Demand(
      Facts facts,
      TestDesk desk,
      Candidates candidates,
      Wishes ofWagons,
      Map<String, Declared<TrainSpec>> trains) {
    this.facts = facts;
    this.candidates = candidates;
    this.ofWagons = ofWagons;
    for (Declared<TrainSpec> train : trains.values()) {
      Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(train.spec().dataset());
      if (dataset != null && dataset.spec().state() == State.ACTIVE && isDeparting(train)) {
        for (WagonRef wagon : Selection.asked(facts, train, dataset)) {
          ofTrains.ask(desk, wagon, dataset, train.spec().tags());
        }
      }
    }
  }

  /// One per wagon and test key, sorted by what asks for it.
  Iterable<WantedTest> tests() {
    if (ofWagons.wanted().entrySet().containsAll(ofTrains.wanted().entrySet())) {
      return ofWagons.wanted().values();
    }
    var all = new LinkedHashMap<>(ofWagons.wanted());
    all.putAll(ofTrains.wanted());
    return all.values();
  }

  /// Tests that cannot be wanted yet, and why.
  List<Wait> waits() {
    return Stream.of(ofWagons, ofTrains).flatMap(wishes -> wishes.waits().stream()).toList();
  }

  /// Whether a test is underway that nobody wants: not if that could not be found out.
  boolean isObsolete(WagonTestStatus test) {
    return !test.phase().isOver()
        && Stream.of(ofWagons, ofTrains).noneMatch(wishes -> mayWant(wishes, test));
  }

  private static boolean mayWant(Wishes wishes, WagonTestStatus test) {
    return wishes.keys().contains(test.key())
        || wishes.unlisted().contains(test.dataset())
        || wishes.refused().contains(test.wagon());
  }

  /// Whether what the train carries is decided now.
  private boolean isDeparting(Declared<TrainSpec> train) {
    TrainStatus prior = facts.observed().trains().get(train.name());
    Optional<TrainStatus> candidate = candidates.of(train, prior);
    return candidate.isPresent()
        && !train.spec().suspend()
        && !facts.snapshot().isBroken(train)
        && !facts.observed().orders().containsKey(Orders.of(candidate.get()));
  }
}
