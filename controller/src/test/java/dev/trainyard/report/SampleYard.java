package dev.trainyard.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.YardStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A yard's status for tests, put together object by object: `new
/// SampleYard().with(train).status()`.
public final class SampleYard {
  /// When everything of it happened, give or take.
  public static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");

  public static final CommitId COMMIT = commit("yard");

  private final Map<String, Declared<AnalysisSpec>> analyses = new HashMap<>();
  private final Map<WagonRef, Declared<WagonSpec>> declaredWagons = new HashMap<>();
  private final Map<String, Declared<DatasetSpec>> declaredDatasets = new HashMap<>();
  private final Map<String, TrainStatus> trains = new HashMap<>();
  private final Map<WagonRef, WagonStatus> wagons = new HashMap<>();
  private final Map<String, DatasetStatus> datasets = new HashMap<>();
  private final Map<String, PullStatus> pulls = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private Instant at = NOON;

  /// A commit id made of any word.
  public static CommitId commit(String word) {
    return new CommitId(digest(word).hex().substring(0, 40));
  }

  /// A digest made of any word.
  public static Digest digest(String word) {
    return Digest.of(word.getBytes(UTF_8));
  }

  public static Condition condition(String type, Condition.Truth truth, String message) {
    String reason = truth == Condition.Truth.TRUE ? "AsExpected" : "NeedsAttention";
    return new Condition(type, truth, reason, message, NOON.minus(Duration.ofHours(3)));
  }

  public SampleYard with(TrainStatus train) {
    trains.put(train.name(), train);
    return this;
  }

  public SampleYard with(WagonStatus wagon) {
    wagons.put(wagon.wagon(), wagon);
    return this;
  }

  public SampleYard with(DatasetStatus dataset) {
    datasets.put(dataset.name(), dataset);
    return this;
  }

  public SampleYard with(PullStatus pull) {
    pulls.put(pull.name(), pull);
    return this;
  }

  public SampleYard with(Problem problem) {
    problems.add(problem);
    return this;
  }

  public SampleYard with(Condition condition) {
    conditions.add(condition);
    return this;
  }

  /// When the status was put together: must not show on any page.
  public SampleYard at(Instant time) {
    this.at = time;
    return this;
  }

  public SampleYard analysis(String name, String... owners) {
    var spec = new AnalysisSpec("Analysis of " + name, List.of(owners), "muons", false);
    analyses.put(name, declared(name, "analyses/" + name + "/analysis.yaml", spec));
    return this;
  }

  /// A wagon as the yard declares it, enabled on these datasets.
  public SampleYard wagon(String ref, String description, String... datasetNames) {
    WagonRef wagon = WagonRef.parse(ref);
    String path = "analyses/" + wagon.analysis() + "/wagons/" + wagon.wagon() + ".yaml";
    WagonSpec spec = wagonSpec(wagon, description, List.of(datasetNames));
    declaredWagons.put(wagon, declared(wagon.wagon(), path, spec));
    return this;
  }

  private static WagonSpec wagonSpec(WagonRef ref, String description, List<String> datasetNames) {
    return new WagonSpec(
        ref.analysis(),
        description,
        new WagonSpec.PackageChoice("dimuon", WagonSpec.PackageChoice.LATEST),
        List.of("${package}/" + ref.wagon()),
        WagonSpec.Input.FILES,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new WagonSpec.Success(List.of(0), List.of()),
        new WagonSpec.Resources(ByteSize.parse("2Gi"), 1, Duration.ofMinutes(30)),
        datasetNames.stream()
            .map(name -> new WagonSpec.Enabled(name, null, WagonSpec.Mode.ALWAYS))
            .toList());
  }

  /// A dataset as the yard declares it, with runs of one run list.
  public SampleYard dataset(String name, String description) {
    var from = new DatasetSpec.RunsFrom("muon-2010", List.of("good"));
    var spec =
        new DatasetSpec(
            description,
            DatasetSpec.Type.DATA,
            DatasetSpec.State.ACTIVE,
            Map.of(),
            new DatasetSpec.RunSelection(List.of(from), List.of()),
            new DatasetSpec.Files("file:data/{run}/*.csv", null, null),
            null,
            null,
            new DatasetSpec.Split(2, null),
            new DatasetSpec.Scopes(1, 2),
            List.of(),
            List.of(new DatasetSpec.MergeList("early", List.of(146436L))));
    declaredDatasets.put(name, declared(name, "datasets/" + name + ".yaml", spec));
    return this;
  }

  private static <S extends Spec> Declared<S> declared(String name, String path, S spec) {
    return new Declared<>(
        name, Map.of(), spec, Position.ofFile(path), digest(path), Optional.empty());
  }

  public YardStatus status() {
    YardSpec defaults = YardSpec.defaults();
    var policy =
        new YardSpec(
            "Muon pairs of 2010", defaults.test(), defaults.rules(), defaults.pulls(), null);
    var snapshot =
        new Snapshot(
            COMMIT,
            declared("sample", "yard.yaml", policy),
            Map.of(),
            Map.of(),
            declaredDatasets,
            analyses,
            declaredWagons,
            Map.of(),
            Map.of(),
            Set.of(),
            problems);
    var controller =
        new ControllerStatus(
            "0.1.0", "sample", COMMIT, conditions, problems.size(), problems, null);
    return new YardStatus(
        snapshot, controller, trains, wagons, datasets, pulls, Map.of(), Map.of(), at);
  }
}
