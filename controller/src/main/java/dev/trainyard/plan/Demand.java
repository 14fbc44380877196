package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tests that departing trains want, beside those that enabled wagons do.
final class Demand {
  private final Facts facts;
  private final Candidates candidates;
  private final WagonTests ofWagons;
  private final Wishes ofTrains = Wishes.none();

  /// @param trains all that may depart, sorted
  Demand(
      Facts facts,
      TestDesk desk,
      Candidates candidates,
      WagonTests ofWagons,
      Collection<Roster.Entry> trains) {
    this.facts = facts;
    this.candidates = candidates;
    this.ofWagons = ofWagons;
    for (Roster.Entry entry : trains) {
      Declared<TrainSpec> train = entry.train();
      if (train != null) {
        ask(desk, train, entry.prior());
      }
    }
  }

  private void ask(TestDesk desk, Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(train.spec().dataset());
    if (dataset != null && dataset.spec().state() == State.ACTIVE && isDeparting(train, prior)) {
      ofTrains.ask(desk, facts, ofWagons.enabled(), train, dataset);
    }
  }

  /// What departing trains want.
  Wishes ofTrains() {
    return ofTrains;
  }

  /// Tests that cannot be wanted yet, and why.
  Stream<Wait> waits() {
    return Stream.concat(ofWagons.waits(), ofTrains.waits().stream());
  }

  /// Tests underway that nobody wants, by key: not those of which that could not be found out.
  Stream<WagonTestStatus> obsolete() {
    return ofWagons.unfinished().stream().filter(test -> !mayWant(test));
  }

  /// Whether the yard is known to want this test.
  boolean wants(WagonTestStatus test) {
    return ofWagons.places().hasKey(test.key()) || ofTrains.keys().contains(test.key());
  }

  /// Whether the yard wants this test, or may once that can be found out.
  boolean mayWant(WagonTestStatus test) {
    return ofWagons.mayWant(test) || ofTrains.mayWant(test);
  }

  /// Whether what the train carries is decided now.
  private boolean isDeparting(Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    Optional<TrainStatus> candidate = candidates.of(train, prior);
    return candidate.isPresent()
        && !train.spec().suspend()
        && !facts.snapshot().isBroken(train)
        && !facts.observed().orders().containsKey(Orders.of(candidate.get()));
  }
}
