package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.plan.Selection.WantedKey;
import dev.trainyard.plan.TestDesk.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tests that enabled wagons and departing trains want.
final class Demand {
  private final Facts facts;
  private final TestDesk desk;
  private final Candidates candidates;
  private final Recollection recollection;
  private final Map<WantedKey, WantedTest> wanted = new LinkedHashMap<>();
  private final List<Wait> waits = new ArrayList<>();
  private final Set<Digest> keys = new HashSet<>();
  private final Set<String> unlisted = new HashSet<>();
  private final Set<WagonRef> refused = new HashSet<>();

  Demand(Facts facts, TestDesk desk, Candidates candidates, Recollection recollection) {
    this.facts = facts;
    this.recollection = recollection;
    this.desk = desk;
    this.candidates = candidates;
    ofWagons();
    ofTrains();
    wanted.keySet().forEach(test -> keys.add(test.key()));
  }

  /// One per wagon and test key, sorted by what asks for it.
  Collection<WantedTest> tests() {
    return wanted.values();
  }

  /// Tests that cannot be wanted yet, and why.
  List<Wait> waits() {
    return waits;
  }

  /// Whether a test is underway that nobody wants: not if that could not be found out.
  boolean isObsolete(WagonTestStatus test) {
    return !test.phase().isOver()
        && !keys.contains(test.key())
        && !unlisted.contains(test.dataset())
        && !refused.contains(test.wagon());
  }

  private void ofWagons() {
    for (var wagon : recollection.sortedWagons(facts.snapshot().wagons()).entrySet()) {
      WagonSpec spec = wagon.getValue().spec();
      for (Enabled enabled : spec.enabledOn()) {
        Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(enabled.dataset());
        boolean today = Selection.enabling(facts, spec, enabled.dataset()).isPresent();
        if (dataset != null && today && dataset.spec().state() == State.ACTIVE) {
          ask(wagon.getKey(), dataset, Map.of());
        }
      }
    }
  }

  private void ofTrains() {
    for (Declared<TrainSpec> train :
        recollection.sortedTrains(facts.snapshot().trains()).values()) {
      Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(train.spec().dataset());
      if (dataset != null && dataset.spec().state() == State.ACTIVE && isDeparting(train)) {
        for (WagonRef wagon : Selection.asked(facts, train, dataset)) {
          ask(wagon, dataset, train.spec().tags());
        }
      }
    }
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

  private void ask(WagonRef wagon, Declared<DatasetSpec> dataset, Map<String, String> pins) {
    String subject = WagonTestMachine.subject(wagon, dataset.name());
    switch (desk.test(wagon, dataset, pins)) {
      case Answer.Needs(WantedTest test) -> wanted.put(new WantedKey(wagon, test.key()), test);
      case Answer.Refused(Refusal refusal) -> {
        refused.add(wagon);
        waits.add(new Wait(subject, refusal.reason(), refusal.message()));
      }
      case Answer.Later(String message) -> {
        unlisted.add(dataset.name());
        waits.add(new Wait(subject, "ListingDataset", message));
      }
    }
  }
}
