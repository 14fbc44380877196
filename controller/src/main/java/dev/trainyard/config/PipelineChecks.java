package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A pipeline: the names of its stages and trains, what they need of each other, each of its stages
/// ([StageChecks]), and those that are to be disjoint.
record PipelineChecks(
    Located<PipelineSpec> pipeline, YardIndex yard, Map<String, List<PackageVersion>> versions) {
  /// What an engine, a folder and a label can be called.
  private static final int LONGEST_NAME = 63;

  void addTo(List<Problem> problems) {
    checkNames(problems);
    checkTrainNames(problems);
    List<Stage> stages = pipeline.spec().stages();
    for (int i = 0; i < stages.size(); i++) {
      new StageChecks(pipeline, i, yard, versions).addTo(problems);
      checkCircle(i, problems);
    }
    new DisjointChecks(pipeline, yard).addTo(problems);
  }

  private void checkNames(List<Problem> problems) {
    Set<String> names = new HashSet<>();
    List<Stage> stages = pipeline.spec().stages();
    for (int i = 0; i < stages.size(); i++) {
      if (!names.add(stages.get(i).name())) {
        problems.add(
            pipeline.broken(
                Rule.PIPELINE_NAMES,
                List.of("spec", "stages", i, "name"),
                "the name " + stages.get(i).name() + " stands here again",
                "write another name"));
      }
    }
  }

  private void checkTrainNames(List<Problem> problems) {
    Map<String, String> taken = trainsOfOtherPipelines();
    List<Stage> stages = pipeline.spec().stages();
    for (int i = 0; i < stages.size(); i++) {
      List<String> trains = stages.get(i).trains(pipeline.name());
      for (int j = 0; j < trains.size(); j++) {
        String train = trains.get(j);
        List<?> at =
            stages.get(i).build() == null
                ? List.of("spec", "stages", i, "over", j)
                : List.of("spec", "stages", i, "name");
        String other = elsewhere(train, stages.get(i)).orElse(taken.putIfAbsent(train, "here"));
        if (other != null) {
          problems.add(
              pipeline.broken(
                  Rule.PIPELINE_NAMES,
                  at,
                  "its train would be called %s, as what is declared %s".formatted(train, other),
                  "give the sample, or the stage, another name"));
        } else if (train.length() > LONGEST_NAME) {
          problems.add(
              pipeline.broken(
                  Rule.PIPELINE_NAMES,
                  at,
                  "its train would be called %s, which is longer than %d letters"
                      .formatted(train, LONGEST_NAME),
                  "give the sample, the stage or the pipeline a shorter name"));
        }
      }
    }
  }

  /// Where a name is taken by a file: asked by name, so that other trains do not matter. The inputs
  /// of a build are a dataset that is called as its train.
  private Optional<String> elsewhere(String train, Stage stage) {
    Located<?> declared = yard.trains().get(train);
    Located<?> inputs = stage.build() == null ? null : yard.datasets().get(train);
    return Optional.ofNullable(declared == null ? inputs : declared)
        .map(it -> "in " + Wording.shown(it.path()));
  }

  /// Names of trains of other pipelines, and where these are declared.
  private Map<String, String> trainsOfOtherPipelines() {
    Map<String, String> taken = new HashMap<>();
    for (Located<PipelineSpec> other : new TreeMap<>(yard.pipelines()).values()) {
      if (!other.name().equals(pipeline.name())) {
        String where = "in " + Wording.shown(other.path());
        other
            .spec()
            .stages()
            .forEach(it -> it.trains(other.name()).forEach(name -> taken.put(name, where)));
      }
    }
    return taken;
  }

  private void checkCircle(int index, List<Problem> problems) {
    Stage stage = pipeline.spec().stages().get(index);
    stage.needs().stream()
        .flatMap(need -> Circle.through(stage.name(), need, this::needs).stream())
        .findFirst()
        .ifPresent(
            circle ->
                problems.add(
                    pipeline.broken(
                        Rule.PIPELINE_CYCLE,
                        List.of("spec", "stages", index, "name"),
                        "these stages need each other in a circle: " + String.join(" -> ", circle),
                        "let one of them start without the other")));
  }

  private Set<String> needs(String name) {
    return pipeline.spec().stage(name).<Set<String>>map(Stage::needs).orElse(Set.of());
  }
}
