package dev.trainyard.config;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.DerivedFrom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where a derived dataset comes from: a train that carries the wagon whose output is derived data.
record DerivationChecks(Located<DatasetSpec> dataset, YardIndex yard) {

  void addTo(List<Problem> problems) {
    DerivedFrom from = dataset.spec().derivedFrom();
    if (from == null) {
      return;
    }
    new MergedOutputs(dataset, List.of("spec", "derivedFrom"), yard)
        .find(from.train(), from.wagon(), from.output(), problems)
        .filter(output -> !output.derived())
        .ifPresent(output -> problems.add(notDerived(from)));
    checkCycle(from, problems);
  }

  private Problem notDerived(DerivedFrom from) {
    return dataset.broken(
        Rule.DERIVED_OUTPUT,
        at("output"),
        "the output %s of %s is not derived data"
            .formatted(from.output(), InstanceName.parse(from.wagon()).wagon()),
        "set derived: true at that output of the wagon");
  }

  private void checkCycle(DerivedFrom from, List<Problem> problems) {
    Set<String> way = new LinkedHashSet<>();
    String at = dataset.name();
    while (at != null && way.add(at)) {
      at = parent(at).orElse(null);
    }
    if (dataset.name().equals(at)) {
      problems.add(
          dataset.broken(
              Rule.DERIVED_CYCLE,
              at("train"),
              "the dataset is derived from itself: "
                  + String.join(" <- ", way)
                  + " <- "
                  + dataset.name(),
              "let the train " + from.train() + " run over another dataset"));
    }
  }

  /// The dataset that the train runs over which a derived dataset comes from.
  private Optional<String> parent(String name) {
    return Optional.ofNullable(yard.datasets().get(name))
        .map(it -> it.spec().derivedFrom())
        .map(from -> yard.trains().get(from.train()))
        .map(train -> train.spec().dataset());
  }

  private static List<String> at(String field) {
    return List.of("spec", "derivedFrom", field);
  }
}
