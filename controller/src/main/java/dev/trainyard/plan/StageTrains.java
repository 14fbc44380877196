package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Source;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The stages of a pipeline as trains, in the place of the files that nobody has to write.
record StageTrains(Declared<PipelineSpec> pipeline, Json json) {

  /// Its train of this name.
  ///
  /// @param rerun how often it is to have run again
  /// @param held whether it does not leave
  Declared<TrainSpec> train(Stage stage, String name, int rerun, boolean held) {
    if (stage.build() != null) {
      return declared(name, stage.build(name, held, rerun));
    }
    int sample = stage.trains(pipeline.name()).indexOf(name);
    return declared(name, stage.ride(stage.over().get(sample), given(stage), held, rerun));
  }

  /// What the train of a build runs over.
  Declared<DatasetSpec> inputs(Stage build, String name) {
    return declared(name, inputs(given(build)));
  }

  /// What a train runs over; null if that is not declared.
  @Nullable DatasetSpec dataset(Snapshot yard, Stage stage, String train) {
    if (stage.build() != null) {
      return inputs(given(stage));
    }
    int sample = stage.trains(pipeline.name()).indexOf(train);
    Declared<DatasetSpec> dataset = yard.datasets().get(stage.over().get(sample).dataset());
    return dataset == null ? null : dataset.spec();
  }

  /// Where its artefacts come from.
  Map<String, ArtefactFrom> given(Stage stage) {
    Map<String, ArtefactFrom> given = new TreeMap<>();
    for (Map.Entry<String, Source> it : stage.artefacts().entrySet()) {
      pipeline
          .spec()
          .from(pipeline.name(), it.getValue())
          .ifPresent(from -> given.put(it.getKey(), from));
    }
    return given;
  }

  /// One job for all of it.
  private static DatasetSpec inputs(Map<String, ArtefactFrom> made) {
    return new DatasetSpec(
        "",
        DatasetSpec.Type.DERIVED,
        DatasetSpec.State.ACTIVE,
        Map.of(),
        null,
        null,
        null,
        made,
        new DatasetSpec.Split(Math.max(1, made.size()), null),
        new DatasetSpec.Scopes(null, null),
        List.of(),
        List.of());
  }

  private <S extends Spec> Declared<S> declared(String name, S it) {
    return new Declared<>(
        name,
        pipeline.labels(),
        it,
        pipeline.position(),
        Digest.ofParts(name, json.digest(it).hex()),
        pipeline.earlier());
  }
}
