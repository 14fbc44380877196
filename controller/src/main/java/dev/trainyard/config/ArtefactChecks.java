package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The artefacts of a train: made by other trains, not by itself in the end, and just those that
/// its wagons need.
///
/// @param carried its wagons, with what they depend on
record ArtefactChecks(Located<TrainSpec> train, YardIndex yard, List<Located<WagonSpec>> carried) {

  void addTo(List<Problem> problems) {
    Map<String, ArtefactFrom> given = new TreeMap<>(train.spec().artefacts());
    given.forEach((name, from) -> check(name, from, problems));
    checkNeeded(given.keySet(), problems);
    checkUsed(given.keySet(), problems);
  }

  private void check(String name, ArtefactFrom from, List<Problem> problems) {
    MergedOutputs outputs = new MergedOutputs(train, List.of("spec", "artefacts", name), yard);
    outputs
        .find(from.train(), from.wagon(), from.output(), problems)
        .filter(output -> output.merge().kind() == MergeKind.NONE)
        .ifPresent(
            output ->
                problems.add(
                    train.broken(
                        Rule.ARTEFACT_OUTPUT,
                        outputs.at("output"),
                        "the output %s of %s is not merged: it is one file per job"
                            .formatted(output.file(), from.wagon()),
                        "give that output another merge than none, or name another one")));
    Circle.through(train.name(), from.train(), this::sources)
        .filter(_ -> isTrain())
        .ifPresent(
            circle ->
                problems.add(
                    train.broken(
                        Rule.ARTEFACT_CYCLE,
                        outputs.at("train"),
                        "the train needs itself: " + String.join(" <- ", circle),
                        "take the artefact from a train that runs before")));
  }

  /// Whether it is a train, and not what a listener makes trains of, which nothing can be made of.
  private boolean isTrain() {
    Located<TrainSpec> known = yard.trains().get(train.name());
    return known != null && known.declared().equals(train.declared());
  }

  /// The trains that a train waits for.
  private Set<String> sources(String name) {
    Set<String> sources = new LinkedHashSet<>();
    Located<TrainSpec> found = yard.trains().get(name);
    if (found != null) {
      new TreeMap<>(found.spec().artefacts()).values().forEach(from -> sources.add(from.train()));
      var dataset = yard.datasets().get(found.spec().dataset());
      var derived = dataset == null ? null : dataset.spec().derivedFrom();
      if (derived != null) {
        sources.add(derived.train());
      }
    }
    return sources;
  }

  private void checkNeeded(Set<String> given, List<Problem> problems) {
    for (Located<WagonSpec> wagon : carried) {
      for (String name : wagon.spec().artefacts()) {
        if (!given.contains(name)) {
          problems.add(
              train.brokenKey(
                  Rule.MISSING_ARTEFACT,
                  List.of("spec", "wagons"),
                  "the wagon %s/%s needs the artefact %s, which the train does not give"
                      .formatted(wagon.spec().analysis(), wagon.name(), name),
                  "add %s to spec.artefacts, with the train, wagon and output that make it"
                      .formatted(name)));
        }
      }
    }
  }

  private void checkUsed(Set<String> given, List<Problem> problems) {
    Set<String> used = new TreeSet<>();
    carried.forEach(wagon -> used.addAll(wagon.spec().artefacts()));
    for (String name : given) {
      if (!used.contains(name)) {
        problems.add(
            train.brokenKey(
                Rule.UNUSED_ARTEFACT,
                List.of("spec", "artefacts", name),
                "no wagon of the train needs the artefact " + name,
                "delete it, or list it under artefacts of the wagon that is to get it"));
      }
    }
  }
}
