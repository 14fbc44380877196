package dev.trainyard.config;

import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Approval;
import dev.trainyard.model.spec.PipelineSpec.Over;
import dev.trainyard.model.spec.PipelineSpec.Source;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import dev.trainyard.model.spec.PipelineSpec.WhenStale;
import dev.trainyard.model.spec.TrainSpec;

/// The record of a pipeline, component by component, as [SpecReader] does it.
final class PipelineReader {
  private PipelineReader() {}

  static PipelineSpec read(Fields spec) {
    return new PipelineSpec(
        spec.text("description"),
        spec.each("stages", PipelineReader::stage),
        spec.textLists("disjoint"),
        spec.word("whenStale", WhenStale.values()),
        spec.bool("suspend"),
        spec.integer("rerun"));
  }

  private static Stage stage(Fields stage) {
    return new Stage(
        stage.text("name"),
        stage.text("description"),
        stage.texts("after"),
        stage.each("over", PipelineReader::over),
        stage.texts("wagons"),
        stage.textOrNull("build"),
        stage.in("artefacts").byName(PipelineReader::source),
        stage.textsByName("tags"),
        stage.textOrNull("engine"),
        stage.integer("priority"),
        SpecReader.retry(stage.in("retry")),
        stage.number("completion"),
        stage.word("onWagonFailure", TrainSpec.OnWagonFailure.values()),
        stage.word("approval", Approval.values()),
        stage.textOrNull("approved"),
        stage.integer("rerun"));
  }

  private static Over over(Fields over) {
    return new Over(
        over.textOrNull("name"),
        over.text("dataset"),
        over.word("scope", TrainSpec.Scope.values()),
        over.textOrNull("subset"),
        over.has("runs") ? over.wholes("runs") : null);
  }

  private static Source source(Fields source) {
    return new Source(
        source.textOrNull("stage"),
        source.textOrNull("over"),
        source.textOrNull("train"),
        source.textOrNull("wagon"),
        source.text("output"),
        source.textOrNull("sha256"));
  }
}
