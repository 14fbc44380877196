package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a planner worked out before and need not work out again. Plans do not depend on it: every
/// value is computed from what it is asked with.
final class Recollection {
  private final Remembered<Digest, Digest> trainSpecs = new Remembered<>();
  private final Sorted<WagonRef, WagonSpec> wagons = new Sorted<>();
  private final Sorted<String, TrainSpec> trains = new Sorted<>();
  private @Nullable TestDesk desk;
  private @Nullable Wishes wishes;
  private @Nullable LocalDate day;

  /// Digest of a train's content -> digest of what may not change once it is composed.
  Remembered<Digest, Digest> trainSpecs() {
    return trainSpecs;
  }

  /// Declared trains by name.
  Map<String, Declared<TrainSpec>> trains(Facts facts) {
    return trains.of(facts.snapshot().trains());
  }

  /// The desk for what these facts say of yard and datasets.
  TestDesk desk(Facts facts) {
    TestDesk known = desk;
    if (known == null || !known.serves(facts.snapshot(), facts.observed().datasets())) {
      known = TestDesk.after(known, facts.snapshot(), facts.observed().datasets());
      desk = known;
      wishes = null;
    }
    return known;
  }

  /// The tests that enabled wagons want today; not to be changed.
  Wishes ofWagons(Facts facts) {
    TestDesk at = desk(facts);
    Wishes known = wishes;
    if (known == null || !facts.today().equals(day)) {
      known = Wishes.none();
      for (var wagon : wagons.of(facts.snapshot().wagons()).entrySet()) {
        ask(facts, at, known, wagon.getKey(), wagon.getValue().spec());
      }
      wishes = known;
      day = facts.today();
    }
    return known;
  }

  private static void ask(
      Facts facts, TestDesk desk, Wishes wishes, WagonRef wagon, WagonSpec spec) {
    for (Enabled enabled : spec.enabledOn()) {
      Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(enabled.dataset());
      boolean today = Selection.enabling(facts, spec, enabled.dataset()).isPresent();
      if (dataset != null && today && dataset.spec().state() == State.ACTIVE) {
        wishes.ask(desk, wagon, dataset, Map.of());
      }
    }
  }

  /// A planning is over.
  void turn() {
    trainSpecs.turn();
  }

  /// A map in order, kept up to date with what has changed in it.
  private static final class Sorted<K extends Comparable<K>, S extends Spec> {
    private final Map<K, Declared<S>> sorted = new TreeMap<>();
    private Map<K, Declared<S>> last = Map.of();

    Map<K, Declared<S>> of(Map<K, Declared<S>> map) {
      for (K key : Difference.between(last, map)) {
        Declared<S> now = map.get(key);
        if (now == null) {
          sorted.remove(key);
        } else {
          sorted.put(key, now);
        }
      }
      last = map;
      return Collections.unmodifiableMap(sorted);
    }
  }
}
