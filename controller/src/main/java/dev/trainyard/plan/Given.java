package dev.trainyard.plan;

import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.work.Artefact;
import java.util.List;
import java.util.Map;

/// What a train gives to its wagons, which their tests get too.
///
/// @param pins package name to tag, for wagons that ask for the latest
/// @param artefacts sorted by name
record Given(Map<String, String> pins, List<Artefact> artefacts) {
  /// What wagons have that ride no train yet.
  static final Given NOTHING = new Given(Map.of(), List.of());

  static Given by(Declared<TrainSpec> train, Artefacts.Answer.Found found) {
    return new Given(train.spec().tags(), found.artefacts());
  }
}
