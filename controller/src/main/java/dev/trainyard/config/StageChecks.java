package dev.trainyard.config;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Over;
import dev.trainyard.model.spec.PipelineSpec.Source;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One stage of a pipeline: what it runs, over what, and where its artefacts come from.
record StageChecks(
    Located<PipelineSpec> pipeline,
    int index,
    YardIndex yard,
    Map<String, List<PackageVersion>> versions) {

  void addTo(List<Problem> problems) {
    checkShape(problems);
    checkAfter(problems);
    new TreeMap<>(stage().artefacts()).forEach((name, it) -> checkSource(name, it, problems));
    checkNeeded(problems);
    checkTrains(problems);
  }

  private Stage stage() {
    return pipeline.spec().stages().get(index);
  }

  private List<?> at(Object... path) {
    List<Object> at = new ArrayList<>(List.of("spec", "stages", index));
    at.addAll(List.of(path));
    return at;
  }

  private void checkShape(List<Problem> problems) {
    Stage stage = stage();
    boolean rides = !stage.over().isEmpty() && !stage.wagons().isEmpty();
    boolean some = !stage.over().isEmpty() || !stage.wagons().isEmpty();
    if (stage.build() == null ? !rides : some) {
      problems.add(
          pipeline.broken(
              Rule.PIPELINE_STAGE,
              at("name"),
              stage.build() == null
                  ? "the stage %s says not what runs over what".formatted(stage.name())
                  : "the stage %s is a build, and also runs over samples".formatted(stage.name()),
              "write over and wagons, or else build"));
    } else if (stage.build() != null && stage.artefacts().isEmpty()) {
      problems.add(
          pipeline.broken(
              Rule.PIPELINE_STAGE,
              at("build"),
              "the build has nothing to run on",
              "name what it gets under artefacts"));
    }
  }

  private void checkAfter(List<Problem> problems) {
    for (int i = 0; i < stage().after().size(); i++) {
      checkStage(stage().after().get(i), at("after", i), problems);
    }
  }

  private boolean checkStage(String name, List<?> at, List<Problem> problems) {
    boolean known = pipeline.spec().stage(name).isPresent();
    if (!known) {
      List<String> names = pipeline.spec().stages().stream().map(Stage::name).toList();
      problems.add(pipeline.unknown(at, "stage", name, names, "add it"));
    }
    return known;
  }

  private void checkSource(String name, Source source, List<Problem> problems) {
    String stage = source.stage();
    String train = source.train();
    if ((stage == null) == (train == null)) {
      problems.add(
          wrong(
              at("artefacts", name),
              "the artefact %s is of no stage and of no train, or of both".formatted(name),
              "write stage, or else train"));
    } else if (stage != null) {
      if (checkStage(stage, at("artefacts", name, "stage"), problems)) {
        pipeline.spec().stage(stage).ifPresent(it -> checkMade(name, source, it, problems));
      }
    } else if (train != null) {
      checkTrain(name, source, train, problems);
    }
  }

  private void checkTrain(String name, Source source, String train, List<Problem> problems) {
    Located<TrainSpec> made = yard.trains().get(train);
    if (made == null) {
      problems.add(
          yard.unknown(pipeline, at("artefacts", name, "train"), new Claim(Kind.TRAIN, train)));
    } else if (source.wagon() == null || source.over() != null) {
      problems.add(
          wrong(
              at("artefacts", name),
              "the artefact %s is of a train, of which no wagon is named, or a sample"
                  .formatted(name),
              "write wagon, and no over"));
    } else {
      checkOutput(name, source, source.wagon(), problems);
    }
  }

  private void checkMade(String name, Source source, Stage maker, List<Problem> problems) {
    List<String> samples = maker.over().stream().map(Over::label).toList();
    String over = source.over();
    if (over != null && !samples.contains(over)) {
      problems.add(
          pipeline.unknown(
              at("artefacts", name, "over"),
              "sample of stage " + maker.name() + " called",
              over,
              samples,
              samples.isEmpty() ? "delete over: it is a build" : "add it there"));
    } else if (over == null && samples.size() > 1) {
      problems.add(
          wrong(
              at("artefacts", name),
              "stage %s has several samples".formatted(maker.name()),
              "write over: one of " + Wording.either(samples)));
    }
    String wagon = source.wagon();
    if (wagon == null && maker.asked().size() > 1) {
      problems.add(
          wrong(
              at("artefacts", name),
              "stage %s has several wagons".formatted(maker.name()),
              "write wagon: one of " + Wording.either(maker.asked())));
    } else if (wagon != null || maker.asked().size() == 1) {
      String made = wagon == null ? maker.asked().getFirst() : wagon;
      if (isCarried(InstanceName.parse(made).wagon(), maker)) {
        checkOutput(name, source, made, problems);
      } else {
        problems.add(
            pipeline.unknown(
                at("artefacts", name, "wagon"),
                "wagon of stage " + maker.name() + " called",
                made,
                maker.asked(),
                "let it ride there"));
      }
    }
  }

  private boolean isCarried(WagonRef wagon, Stage maker) {
    List<WagonRef> roots = maker.asked().stream().map(WagonRef::parse).toList();
    return roots.contains(wagon)
        || new CarriedWagons(yard)
            .of(roots).stream()
                .anyMatch(
                    it ->
                        it.spec().analysis().equals(wagon.analysis())
                            && it.name().equals(wagon.wagon()));
  }

  private void checkOutput(String name, Source source, String made, List<Problem> problems) {
    new MergedOutputs(pipeline, at("artefacts", name), yard)
        .find(made, source.output(), problems)
        .filter(output -> output.merge().kind() == MergeKind.NONE)
        .ifPresent(
            output ->
                problems.add(
                    pipeline.broken(
                        Rule.ARTEFACT_OUTPUT,
                        at("artefacts", name, "output"),
                        "the output %s of %s is not merged: it is one file per job"
                            .formatted(output.file(), made),
                        "give that output another merge than none, or name another one")));
  }

  private Problem wrong(List<?> at, String message, String remedy) {
    return pipeline.broken(Rule.PIPELINE_ARTEFACT, at, message, remedy);
  }

  /// Wagons ask for artefacts by their names.
  private void checkNeeded(List<Problem> problems) {
    List<WagonRef> roots = stage().asked().stream().map(WagonRef::parse).toList();
    TreeSet<String> unused = new TreeSet<>(stage().artefacts().keySet());
    boolean whole = roots.stream().allMatch(it -> yard.wagon(it).isPresent());
    for (Located<WagonSpec> wagon : new CarriedWagons(yard).of(roots)) {
      for (String needed : wagon.spec().artefacts()) {
        unused.remove(needed);
        if (!stage().artefacts().containsKey(needed)) {
          problems.add(
              pipeline.broken(
                  Rule.MISSING_ARTEFACT,
                  at("name"),
                  "the wagon %s/%s needs the artefact %s, which stage %s does not give it"
                      .formatted(wagon.spec().analysis(), wagon.name(), needed, stage().name()),
                  "add it to the artefacts of the stage"));
        }
      }
    }
    if (whole) {
      unused.forEach(
          name ->
              problems.add(
                  pipeline.brokenKey(
                      Rule.UNUSED_ARTEFACT,
                      at("artefacts", name),
                      "no wagon of stage %s asks for the artefact %s"
                          .formatted(stage().name(), name),
                      "name it under artefacts of the wagon, or delete it here")));
    }
  }

  private void checkTrains(List<Problem> problems) {
    String build = stage().build();
    List<Over> over = stage().over();
    if (build != null) {
      new TrainChecks(template(null, -1), yard, versions).addWagonsTo(problems);
    } else {
      for (int i = 0; i < over.size(); i++) {
        new TrainChecks(template(over.get(i), i), yard, versions).addSampleTo(problems);
      }
    }
  }

  /// The stage as if it were the spec of a train's file.
  private Located<TrainSpec> template(@Nullable Over over, int sample) {
    Declared<PipelineSpec> it = pipeline.declared();
    TrainSpec spec =
        over == null ? stage().build(it.name(), false, 0) : stage().ride(over, Map.of(), false, 0);
    return new Located<>(
        new Declared<>(it.name(), it.labels(), spec, it.position(), it.content(), it.earlier()),
        () -> node(sample),
        pipeline.current());
  }

  private YamlNode node(int sample) {
    YamlNode stage = child(child(child(pipeline.root().get(), "spec"), "stages"), index);
    Map<String, YamlNode.Entry> fields = new LinkedHashMap<>();
    if (stage instanceof YamlNode.Mapping mapping) {
      fields.putAll(mapping.entries());
    }
    YamlNode over = child(child(stage, "over"), sample);
    if (sample >= 0 && over instanceof YamlNode.Mapping mapping) {
      fields.putAll(mapping.entries());
    }
    YamlNode build = stage.child("build");
    YamlNode named =
        build == null
            ? child(stage, "wagons")
            : new YamlNode.Sequence(build.start(), List.of(build));
    fields.put("wagons", entry(new YamlNode.Mapping(named.start(), Map.of("named", entry(named)))));
    return new YamlNode.Mapping(
        stage.start(), Map.of("spec", entry(new YamlNode.Mapping(stage.start(), fields))));
  }

  private static YamlNode.Entry entry(YamlNode node) {
    return new YamlNode.Entry(node.start(), node);
  }

  private static YamlNode child(YamlNode node, Object step) {
    YamlNode child = node.child(step);
    return child == null ? node : child;
  }
}
