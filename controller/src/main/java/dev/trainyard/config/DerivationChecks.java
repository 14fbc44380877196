package dev.trainyard.config;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.DerivedFrom;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
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
    InstanceName instance = InstanceName.parse(from.wagon());
    checkTrain(from, instance, problems);
    yard.wagon(instance.wagon())
        .ifPresentOrElse(
            wagon -> checkWagon(from, instance, wagon.spec(), problems),
            () ->
                problems.add(
                    yard.unknown(
                        dataset, at("wagon"), new Claim(Kind.WAGON, instance.wagon().toString()))));
    checkCycle(from, problems);
  }

  private void checkTrain(DerivedFrom from, InstanceName instance, List<Problem> problems) {
    Located<TrainSpec> train = yard.trains().get(from.train());
    if (train == null) {
      problems.add(yard.unknown(dataset, at("train"), new Claim(Kind.TRAIN, from.train())));
    } else if (yard.wagon(instance.wagon()).isPresent() && !mayCarry(train, instance.wagon())) {
      problems.add(
          dataset.broken(
              Rule.UNKNOWN_REFERENCE,
              at("wagon"),
              "the train " + from.train() + " does not carry " + instance.wagon(),
              "write a wagon that it carries: " + Wording.either(train.spec().wagons().named())));
    }
  }

  private boolean mayCarry(Located<TrainSpec> train, WagonRef wanted) {
    if (train.spec().wagons().enabled() != null) {
      return true;
    }
    Set<WagonRef> carried = new HashSet<>();
    Deque<WagonRef> open = new ArrayDeque<>();
    train.spec().wagons().named().forEach(name -> open.add(WagonRef.parse(name)));
    while (!open.isEmpty()) {
      WagonRef ref = open.remove();
      if (carried.add(ref)) {
        yard.wagon(ref).ifPresent(wagon -> open.addAll(dependencies(wagon.spec())));
      }
    }
    return carried.contains(wanted);
  }

  private static List<WagonRef> dependencies(WagonSpec wagon) {
    return wagon.dependsOn().stream().map(it -> WagonRef.parse(it, wagon.analysis())).toList();
  }

  private void checkWagon(
      DerivedFrom from, InstanceName instance, WagonSpec wagon, List<Problem> problems) {
    List<String> subwagons = wagon.subwagons().stream().map(Subwagon::name).toList();
    instance
        .variation()
        .filter(name -> !subwagons.contains(name))
        .ifPresent(
            name ->
                problems.add(
                    dataset.unknown(
                        at("wagon"),
                        "subwagon of " + instance.wagon() + " called",
                        name,
                        subwagons,
                        "name the wagon alone")));
    Optional<Output> output =
        wagon.outputs().stream().filter(it -> it.file().equals(from.output())).findFirst();
    if (output.isEmpty()) {
      List<String> files = wagon.outputs().stream().map(Output::file).toList();
      problems.add(
          dataset.unknown(
              at("output"),
              "output of " + instance.wagon() + " called",
              from.output(),
              files,
              "declare it"));
    } else if (!output.get().derived()) {
      problems.add(
          dataset.broken(
              Rule.DERIVED_OUTPUT,
              at("output"),
              "the output " + from.output() + " of " + instance.wagon() + " is not derived data",
              "set derived: true at that output of the wagon"));
    }
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
