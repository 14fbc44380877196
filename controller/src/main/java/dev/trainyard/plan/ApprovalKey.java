package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import java.util.ArrayList;
import java.util.List;

/// What stands for all that a stage would start with: its definition, and what the trains made that
/// it needs. Whoever approves names it.
record ApprovalKey(Json json) {
  private static final int DIGITS = 12;

  /// @param needed the trains of the stages that it needs, in order
  /// @param given its artefacts, which other trains may have made too
  String of(Stage stage, List<TrainStatus> needed, List<Artefact> given) {
    List<String> parts = new ArrayList<>();
    parts.add(json.digest(definition(stage)).hex());
    for (TrainStatus train : needed) {
      train
          .outputs()
          .forEach(
              it ->
                  parts.add(
                      String.join(
                          " ", train.name(), it.instance().toString(), it.file(), it.sha256())));
    }
    given.forEach(it -> parts.add("artefact " + it.name() + " " + it.sha256()));
    return Digest.ofParts(parts).hex().substring(0, DIGITS);
  }

  private static Stage definition(Stage it) {
    return new Stage(
        it.name(),
        "",
        it.after(),
        it.over(),
        it.wagons(),
        it.build(),
        it.artefacts(),
        it.tags(),
        it.engine(),
        0,
        it.retry(),
        it.completion(),
        it.onWagonFailure(),
        it.approval(),
        null,
        0);
  }
}
