package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.work.WorkOrder.Carried;
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
    for (Enabled enabled : wagon.enabledOn()) {
      boolean over = enabled.until() != null && facts.today().isAfter(enabled.until());
      if (!over && enabled.dataset().equals(dataset)) {
        return Optional.of(enabled);
      }
    }
    return Optional.empty();
  }
}
