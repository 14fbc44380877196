package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.WorkOrder.Carried;
import dev.trainyard.plan.TestDesk.Answer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which wagons a train takes: of those it asks for, the ones that passed their test.
///
/// @param aboard the wagons it takes
/// @param testing wagons whose test is not over
/// @param refused wagons that a person must mend first, with what is wrong
/// @param satisfied wagons enabled `once` whose result exists already
record Selection(
    List<Carried> aboard, List<WagonRef> testing, List<Wait> refused, List<WagonRef> satisfied) {

  /// Looks at every wagon that a train asks for.
  static Selection of(
      Facts facts,
      Declared<TrainSpec> train,
      Declared<DatasetSpec> dataset,
      TestDesk desk,
      Map<WantedKey, WagonTestStatus> tests) {
    Selection selection =
        new Selection(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (WagonRef wagon : asked(facts, train, dataset)) {
      switch (desk.test(wagon, dataset, train.spec().tags())) {
        case Answer.Refused(Refusal refusal) -> selection.refuse(wagon, refusal);
        case Answer.Later(String _) -> selection.testing.add(wagon);
        case Answer.Needs(WantedTest test) -> {
          WagonTestStatus status = tests.get(new WantedKey(wagon, test.key()));
          selection.place(facts, train, test, Optional.ofNullable(status));
        }
      }
    }
    return selection;
  }

  /// One wagon's test.
  record WantedKey(WagonRef wagon, Digest key) {}

  /// The wagons that a train asks for, whatever their state.
  static Collection<WagonRef> asked(
      Facts facts, Declared<TrainSpec> train, Declared<DatasetSpec> dataset) {
    Map<String, String> labels = train.spec().wagons().enabled();
    if (labels == null) {
      return train.spec().wagons().named().stream()
          .map(WagonRef::parse)
          .collect(Collectors.toCollection(TreeSet::new));
    }
    return facts.snapshot().wagons().entrySet().stream()
        .filter(w -> w.getValue().labels().entrySet().containsAll(labels.entrySet()))
        .filter(w -> enabling(facts, w.getValue().spec(), dataset.name()).isPresent())
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// How a wagon is enabled on a dataset today.
  static Optional<Enabled> enabling(Facts facts, WagonSpec wagon, String dataset) {
    var today = facts.now().atZone(ZoneOffset.UTC).toLocalDate();
    return wagon.enabledOn().stream()
        .filter(e -> e.dataset().equals(dataset))
        .filter(e -> e.until() == null || !today.isAfter(e.until()))
        .findFirst();
  }

  private void refuse(WagonRef wagon, Refusal refusal) {
    refused.add(new Wait("wagon " + wagon, refusal.reason(), refusal.message()));
  }

  private void place(
      Facts facts, Declared<TrainSpec> train, WantedTest test, Optional<WagonTestStatus> status) {
    WagonTestPhase phase =
        status.map(WagonTestStatus::phase).orElseGet(WagonTestPhase.Waiting::new);
    if (isSatisfied(facts, train, test)) {
      satisfied.add(test.wagon());
    } else if (phase.mayRide()) {
      aboard.add(new Carried(test.wagon(), test.key()));
    } else if (phase instanceof WagonTestPhase.Failed(String cause)) {
      String message = status.map(WagonTestStatus::message).orElse("");
      refuse(
          test.wagon(), new Refusal("TestFailed", "its test failed (" + cause + "): " + message));
    } else {
      testing.add(test.wagon());
    }
  }

  /// Whether the wagon is enabled once, rides because it is enabled, and a train with this content
  /// of it has succeeded over the same dataset and scope.
  private static boolean isSatisfied(Facts facts, Declared<TrainSpec> train, WantedTest test) {
    Snapshot snapshot = facts.snapshot();
    var declared = snapshot.wagons().get(test.wagon());
    boolean once =
        declared != null
            && train.spec().wagons().enabled() != null
            && enabling(facts, declared.spec(), test.dataset())
                .filter(e -> e.mode() == Mode.ONCE)
                .isPresent();
    return once && facts.observed().trains().values().stream().anyMatch(t -> has(t, train, test));
  }

  private static boolean has(TrainStatus earlier, Declared<TrainSpec> train, WantedTest test) {
    var composition = earlier.composition();
    return earlier.phase() instanceof TrainPhase.Succeeded
        && composition != null
        && earlier.dataset().equals(train.spec().dataset())
        && earlier.scope().equals(train.spec().scope().toString())
        && composition.carried().contains(new Carried(test.wagon(), test.key()));
  }
}
