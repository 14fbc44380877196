package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.DerivedFrom;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.DatasetSpec.Scopes;
import dev.trainyard.model.spec.DatasetSpec.Split;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.DatasetSpec.Subset;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.PackageChoice;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.spec.WagonSpec.Success;
import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A yard to plan with, changed by the test: package `tools` with the tags `v2` and `v1`, dataset
/// `events` of four files, wagon `ana/spectrum`, and whatever the test adds. Every [#snapshot] is a
/// new commit.
public final class SmallYard {
  public final Map<WagonRef, Wagon> wagons = new TreeMap<>();
  public final Map<String, Train> trains = new TreeMap<>();
  public final Map<String, Dataset> datasets = new TreeMap<>();
  public final Map<String, List<PackageVersion>> packages = new HashMap<>();

  /// The images of packages that have one.
  public final Map<String, String> images = new HashMap<>();

  public final Map<String, DatasetListing> listings = new HashMap<>();
  public final List<Problem> problems = new ArrayList<>();
  public YardSpec policy = YardSpec.defaults();

  /// Trains whose only file cannot be read.
  public final Set<String> unreadable = new HashSet<>();

  private int commits;

  public SmallYard() {
    packages.put("tools", List.of(version("tools", "v2", 2), version("tools", "v1", 1)));
    dataset("events", 4);
    wagon("ana/spectrum");
  }

  public static PackageVersion version(String name, String tag, int tree) {
    return new PackageVersion(
        name, tag, commitId(900 + tree), "%040x".formatted(tree), Instant.ofEpochSecond(tree));
  }

  public static CommitId commitId(int number) {
    return new CommitId("%040x".formatted(number));
  }

  /// A file as its dataset lists it.
  public static InputFile file(String dataset, int number, long run) {
    return new InputFile("file:" + dataset + "/" + number + ".csv", run, 1000L + number, null);
  }

  public Dataset dataset(String name, int files) {
    Dataset dataset = new Dataset();
    datasets.put(name, dataset);
    list(name, IntStream.range(0, files).mapToObj(i -> file(name, i, 1 + i / 2)).toList());
    return dataset;
  }

  /// The dataset that every yard has.
  public Dataset events() {
    return requireNonNull(datasets.get("events"));
  }

  public void list(String dataset, List<InputFile> files) {
    listings.put(dataset, new DatasetListing.Listed(InputListing.of(dataset, files)));
  }

  public Wagon wagon(String ref) {
    return wagons.computeIfAbsent(WagonRef.parse(ref), key -> new Wagon());
  }

  public Wagon wagon(String ref, Consumer<Wagon> change) {
    Wagon wagon = wagon(ref);
    change.accept(wagon);
    return wagon;
  }

  /// A train over `events` that names these wagons.
  public Train train(String name, String... named) {
    Train train = trains.computeIfAbsent(name, key -> new Train());
    if (named.length > 0) {
      train.named = List.of(named);
    }
    return train;
  }

  public void breakTrain(String name) {
    problems.add(Problem.error("test", position(name), "it is wrong", "mend it"));
  }

  public Snapshot snapshot() {
    CommitId commit = commitId(++commits);
    Map<WagonRef, Declared<WagonSpec>> declaredWagons = new HashMap<>();
    wagons.forEach(
        (ref, wagon) ->
            declaredWagons.put(ref, declared(ref.toString(), wagon.labels, wagon.spec(ref))));
    Map<String, Declared<TrainSpec>> declaredTrains = new HashMap<>();
    trains.forEach((n, t) -> declaredTrains.put(n, declared(n, Map.of(), t.spec())));
    Map<String, Declared<DatasetSpec>> declaredDatasets = new HashMap<>();
    datasets.forEach((n, d) -> declaredDatasets.put(n, declared(n, Map.of(), d.spec())));
    Map<String, Declared<PackageSpec>> declaredPackages = new HashMap<>();
    packages.keySet().forEach(n -> declaredPackages.put(n, declared(n, Map.of(), software(n))));
    Declared<AnalysisSpec> analysis =
        declared("ana", Map.of(), new AnalysisSpec("", List.of("ada"), "", false));
    return new Snapshot(
        commit,
        declared("yard", Map.of(), policy),
        declaredPackages,
        Map.of(),
        declaredDatasets,
        Map.of("ana", analysis),
        declaredWagons,
        declaredTrains,
        packages,
        unreadable,
        problems);
  }

  private PackageSpec software(String name) {
    PackageSpec.Source source = new PackageSpec.Source(name, "v*");
    return new PackageSpec("", source, images.get(name), List.of(), Map.of());
  }

  private static Position position(String name) {
    return Position.ofFile(name + ".yaml");
  }

  private static <S extends Spec> Declared<S> declared(
      String name, Map<String, String> labels, S spec) {
    return new Declared<>(
        name, labels, spec, position(name), Digest.ofParts(spec.toString()), Optional.empty());
  }

  /// A wagon while it is written.
  public static final class Wagon {
    public Map<String, String> labels = Map.of();
    public String software = "tools";
    public String tag = "latest";
    public List<String> command = List.of("${package}/run");
    public Input input = Input.FILES;
    public Map<String, Object> config = Map.of();
    public List<Subwagon> subwagons = List.of();
    public List<String> dependsOn = List.of();
    public List<String> artefacts = List.of();
    public List<Enabled> enabledOn = List.of();
    public Resources resources = new Resources(ByteSize.parse("1Gi"), 1, Duration.ofMinutes(10));

    public void enabled(String dataset, Mode mode) {
      enabledOn = List.of(new Enabled(dataset, null, mode));
    }

    WagonSpec spec(WagonRef ref) {
      Merge merge = new Merge(MergeKind.SUM, List.of("bin"), 0, List.of());
      return new WagonSpec(
          ref.analysis(),
          "",
          new PackageChoice(software, tag),
          command,
          input,
          config,
          subwagons,
          dependsOn,
          artefacts,
          List.of(new Output("out.csv", "text/csv", merge, false)),
          new Success(List.of(0), List.of()),
          resources,
          enabledOn);
    }
  }

  /// A train while it is written.
  public static final class Train {
    public String description = "";
    public String dataset = "events";
    public Scope scope = Scope.FULL;
    public @Nullable String subset;
    public List<String> named = List.of();
    public @Nullable Map<String, String> enabled;
    public Map<String, String> tags = Map.of();
    public Map<String, TrainSpec.ArtefactFrom> artefacts = Map.of();
    public @Nullable String engine;
    public int priority;
    public Retry retry = new Retry(3, 1, 1, Duration.ofSeconds(10));
    public double completion = 1;
    public OnWagonFailure onWagonFailure = OnWagonFailure.FAIL;
    public boolean suspend;
    public int rerun;

    TrainSpec spec() {
      return new TrainSpec(
          description,
          dataset,
          scope,
          subset,
          null,
          new TrainSpec.Wagons(named, enabled),
          tags,
          artefacts,
          engine,
          priority,
          retry,
          completion,
          onWagonFailure,
          suspend,
          rerun);
    }
  }

  /// A dataset while it is written: one file a job.
  public static final class Dataset {
    public State state = State.ACTIVE;
    public Map<String, Object> meta = new LinkedHashMap<>();
    public @Nullable DerivedFrom derivedFrom;
    public @Nullable Map<String, TrainSpec.ArtefactFrom> made;
    public Split split = new Split(1, null);
    public Scopes scopes = new Scopes(1, null);
    public List<Subset> subsets = List.of();
    public List<MergeList> mergeLists = List.of();

    DatasetSpec spec() {
      return new DatasetSpec(
          "",
          DatasetSpec.Type.DATA,
          state,
          meta,
          null,
          new DatasetSpec.Files("file:*.csv", null, null),
          derivedFrom,
          made,
          split,
          scopes,
          subsets,
          mergeLists);
    }
  }
}
