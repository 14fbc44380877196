package dev.trainyard.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.YardSpec;
import java.time.LocalDate;

/// The record of a spec, component by component: what [dev.trainyard.json.Json] makes of it too,
/// but that has to look at every record by reflection first, which takes longer than to check a
/// yard.
final class SpecReader {
  private SpecReader() {}

  /// The record of a valid, completed spec in the shape that [SpecShape] gives it.
  ///
  /// @throws RuntimeException of any kind if the record refuses it
  static Spec read(Kind kind, ObjectNode spec) {
    Fields fields = new Fields(spec);
    return switch (kind) {
      case YARD -> yard(fields);
      case PACKAGE -> software(fields);
      case RUN_LIST ->
          new RunListSpec(fields.text("description"), fields.each("runs", SpecReader::run));
      case RUN_LISTENER -> ListenerReader.read(fields);
      case DATASET -> dataset(fields);
      case ANALYSIS ->
          new AnalysisSpec(
              fields.text("description"),
              fields.texts("owners"),
              fields.text("group"),
              fields.bool("service"));
      case WAGON -> wagon(fields);
      case TRAIN -> train(fields);
      case PIPELINE -> PipelineReader.read(fields);
    };
  }

  private static YardSpec yard(Fields spec) {
    Fields test = spec.in("test");
    Fields rules = spec.in("rules");
    return new YardSpec(
        spec.text("description"),
        new YardSpec.TestPolicy(
            test.integer("files"), test.duration("timeLimit"), test.duration("validFor")),
        new YardSpec.Rules(
            rules.bytes("memory"),
            rules.number("leak"),
            rules.duration("cpu"),
            rules.bytes("outputSize"),
            rules.number("reductionFactor"),
            rules.bytes("logSize")),
        pulls(spec.in("pulls")),
        spec.inOrNull(
            "carbon",
            carbon -> new YardSpec.Carbon(carbon.number("watts"), carbon.number("intensity"))));
  }

  private static YardSpec.PullPolicy pulls(Fields pulls) {
    return new YardSpec.PullPolicy(
        pulls.texts("trusted"),
        pulls.texts("maintainers"),
        pulls.word("branches", YardSpec.Branches.values()),
        pulls.word("mentions", YardSpec.Mentions.values()));
  }

  private static PackageSpec software(Fields spec) {
    Fields source = spec.in("source");
    return new PackageSpec(
        spec.text("description"),
        new PackageSpec.Source(source.text("folder"), source.textOrNull("tags")),
        spec.textOrNull("image"),
        spec.texts("enter"),
        spec.textsByName("environment"));
  }

  private static RunListSpec.Run run(Fields run) {
    return new RunListSpec.Run(run.whole("run"), run.text("quality"), run.text("comment"));
  }

  private static DatasetSpec dataset(Fields spec) {
    Fields split = spec.in("split");
    Fields scopes = spec.in("scopes");
    return new DatasetSpec(
        spec.text("description"),
        spec.word("type", DatasetSpec.Type.values()),
        spec.word("state", DatasetSpec.State.values()),
        spec.values("meta"),
        spec.inOrNull("runs", SpecReader::runs),
        spec.inOrNull("files", SpecReader::files),
        spec.inOrNull(
            "derivedFrom",
            from ->
                new DatasetSpec.DerivedFrom(
                    from.text("train"), from.text("wagon"), from.text("output"))),
        null,
        new DatasetSpec.Split(
            split.integerOrNull("files"), split.has("bytes") ? split.bytes("bytes") : null),
        new DatasetSpec.Scopes(scopes.integerOrNull("test"), scopes.integerOrNull("shortFiles")),
        spec.each("subsets", it -> new DatasetSpec.Subset(it.text("name"), it.number("share"))),
        spec.each(
            "mergeLists", it -> new DatasetSpec.MergeList(it.text("name"), it.wholes("runs"))));
  }

  private static DatasetSpec.RunSelection runs(Fields runs) {
    return new DatasetSpec.RunSelection(
        runs.each(
            "from",
            it ->
                new DatasetSpec.RunsFrom(
                    it.textOrNull("runList"),
                    it.has("quality") ? it.texts("quality") : null,
                    it.textOrNull("listener"))),
        runs.wholes("exclude"));
  }

  private static DatasetSpec.Files files(Fields files) {
    return new DatasetSpec.Files(
        files.textOrNull("pattern"),
        files.textOrNull("catalogue"),
        files.has("list") ? files.each("list", SpecReader::listed) : null);
  }

  private static DatasetSpec.ListedFile listed(Fields file) {
    return new DatasetSpec.ListedFile(
        file.text("location"),
        file.wholeOrNull("run"),
        file.wholeOrNull("size"),
        file.textOrNull("sha256"));
  }

  private static WagonSpec wagon(Fields spec) {
    Fields software = spec.in("software");
    Fields input = spec.in("input");
    Fields success = spec.in("success");
    Fields resources = spec.in("resources");
    return new WagonSpec(
        spec.text("analysis"),
        spec.text("description"),
        new WagonSpec.PackageChoice(software.text("name"), software.text("tag")),
        spec.texts("command"),
        new WagonSpec.Input(
            input.word("mode", WagonSpec.InputMode.values()), input.integer("headerLines")),
        spec.values("config"),
        spec.each("subwagons", it -> new WagonSpec.Subwagon(it.text("name"), it.values("config"))),
        spec.texts("dependsOn"),
        spec.texts("artefacts"),
        spec.each("outputs", SpecReader::output),
        new WagonSpec.Success(success.integers("exitCodes"), success.texts("logMustNotContain")),
        new WagonSpec.Resources(
            resources.bytes("memory"), resources.integer("cpu"), resources.duration("time")),
        spec.each("enabledOn", SpecReader::enabled));
  }

  private static WagonSpec.Output output(Fields output) {
    Fields merge = output.in("merge");
    return new WagonSpec.Output(
        output.text("file"),
        output.text("mediaType"),
        new WagonSpec.Merge(
            merge.word("kind", WagonSpec.MergeKind.values()),
            merge.texts("keys"),
            merge.integer("headerLines"),
            merge.texts("command")),
        output.bool("derived"));
  }

  private static WagonSpec.Enabled enabled(Fields enabled) {
    return new WagonSpec.Enabled(
        enabled.text("dataset"),
        enabled.has("until") ? LocalDate.parse(enabled.text("until")) : null,
        enabled.word("mode", WagonSpec.Mode.values()));
  }

  private static TrainSpec.ArtefactFrom artefact(Fields from) {
    return new TrainSpec.ArtefactFrom(
        from.text("train"), from.text("wagon"), from.text("output"), from.textOrNull("sha256"));
  }

  static TrainSpec train(Fields spec) {
    Fields wagons = spec.in("wagons");
    return new TrainSpec(
        spec.text("description"),
        spec.text("dataset"),
        spec.word("scope", TrainSpec.Scope.values()),
        spec.textOrNull("subset"),
        spec.has("runs") ? spec.wholes("runs") : null,
        new TrainSpec.Wagons(
            wagons.texts("named"), wagons.has("enabled") ? wagons.textsByName("enabled") : null),
        spec.textsByName("tags"),
        spec.inOrNull("artefacts", it -> it.byName(SpecReader::artefact)),
        spec.textOrNull("engine"),
        spec.integer("priority"),
        retry(spec.in("retry")),
        spec.number("completion"),
        spec.word("onWagonFailure", TrainSpec.OnWagonFailure.values()),
        spec.bool("suspend"),
        spec.integer("rerun"));
  }

  static TrainSpec.Retry retry(Fields retry) {
    return new TrainSpec.Retry(
        retry.integer("infrastructure"),
        retry.integer("resources"),
        retry.integer("wagon"),
        retry.duration("backoff"));
  }
}
