package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Over;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import java.util.List;
import java.util.Optional;

/// Stages that may not read the same file: that none can be read by two of them is proved from what
/// datasets and samples say, or it is an error.
record DisjointChecks(Located<PipelineSpec> pipeline, YardIndex yard) {
  /// More pairs of samples, or of files, are not compared: that would take too long.
  private static final int MOST_PAIRS = 20_000;

  void addTo(List<Problem> problems) {
    Samples samples = new Samples(yard, MOST_PAIRS);
    List<List<String>> groups = pipeline.spec().disjoint();
    for (int i = 0; i < groups.size(); i++) {
      List<String> group = groups.get(i);
      for (int j = 0; j < group.size(); j++) {
        List<?> at = List.of("spec", "disjoint", i, j);
        Optional<Stage> stage = pipeline.spec().stage(group.get(j));
        if (stage.isEmpty()) {
          List<String> names = pipeline.spec().stages().stream().map(Stage::name).toList();
          problems.add(pipeline.unknown(at, "stage", group.get(j), names, "delete it here"));
        } else if (stage.get().build() != null) {
          problems.add(build(at, group.get(j)));
        } else {
          for (int k = 0; k < j; k++) {
            pipeline
                .spec()
                .stage(group.get(k))
                .flatMap(earlier -> overlap(at, earlier, stage.get(), samples))
                .ifPresent(problems::add);
          }
        }
      }
    }
  }

  private Problem build(List<?> at, String stage) {
    return pipeline.broken(
        Rule.PIPELINE_DISJOINT,
        at,
        "the stage %s is a build: it reads artefacts, and no sample".formatted(stage),
        "delete it here");
  }

  /// The first reason why two stages may read the same file.
  private Optional<Problem> overlap(List<?> at, Stage one, Stage other, Samples samples) {
    for (Over first : one.over()) {
      for (Over second : other.over()) {
        Optional<String> why = samples.overlap(first, second);
        if (why.isPresent()) {
          return Optional.of(
              pipeline.broken(
                  Rule.PIPELINE_DISJOINT,
                  at,
                  "the stages %s and %s may read the same file: %s"
                      .formatted(one.name(), other.name(), why.get()),
                  "give them different subsets of one dataset, or runs or files that exclude each"
                      + " other"));
        }
      }
    }
    return Optional.empty();
  }
}
