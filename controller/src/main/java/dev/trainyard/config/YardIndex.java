package dev.trainyard.config;

import static java.util.stream.Collectors.toCollection;

import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.spec.WagonSpec.Success;
import dev.trainyard.model.spec.YardSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// All objects of a yard by name; the first file, by path, that declares a name has it.
///
/// @param duplicates objects whose name was taken
/// @param invalid names that invalid files declare, and those files
record YardIndex(
    CommitId commit,
    Map<String, Located<YardSpec>> yards,
    Map<String, Located<PackageSpec>> packages,
    Map<String, Located<RunListSpec>> runLists,
    Map<String, Located<DatasetSpec>> datasets,
    Map<String, Located<AnalysisSpec>> analyses,
    Map<WagonRef, Located<WagonSpec>> wagons,
    Map<String, Located<TrainSpec>> trains,
    List<Located<?>> duplicates,
    Map<Claim, String> invalid) {

  private static final String UNNAMED = "yard";

  /// One object and the commit that it was read from.
  record Source(YardObject object, CommitId commit, boolean current) {}

  /// Indexes objects that come in order of their paths.
  static YardIndex of(CommitId commit, List<Source> sources, Map<Claim, String> invalid) {
    YardIndex index =
        new YardIndex(
            commit,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new ArrayList<>(),
            invalid);
    sources.forEach(index::add);
    return index;
  }

  private void add(Source source) {
    String name = source.object.name();
    Spec spec = source.object.spec();
    switch (source.object.kind()) { // by type would be shorter, but its first use takes a while
      case YARD -> put(yards, name, (YardSpec) spec, source);
      case PACKAGE -> put(packages, name, (PackageSpec) spec, source);
      case RUN_LIST -> put(runLists, name, (RunListSpec) spec, source);
      case DATASET -> put(datasets, name, (DatasetSpec) spec, source);
      case ANALYSIS -> put(analyses, name, (AnalysisSpec) spec, source);
      case WAGON -> put(wagons, ref(name, (WagonSpec) spec), (WagonSpec) spec, source);
      case TRAIN -> put(trains, name, (TrainSpec) spec, source);
    }
  }

  private static WagonRef ref(String name, WagonSpec spec) {
    return new WagonRef(spec.analysis(), name);
  }

  private <K, S extends Spec> void put(Map<K, Located<S>> objects, K key, S spec, Source source) {
    YardObject object = source.object;
    Declared<S> declared =
        new Declared<>(
            object.name(),
            object.labels(),
            spec,
            new Position(object.path(), 1, 1),
            object.content(),
            source.commit);
    Located<S> located = new Located<>(declared, object.root(), source.current);
    if (objects.putIfAbsent(key, located) != null) {
      duplicates.add(located);
    }
  }

  Map<String, Declared<PackageSpec>> declaredPackages() {
    return declared(packages);
  }

  /// The wagon of this name, if there is one.
  Optional<Located<WagonSpec>> wagon(WagonRef ref) {
    return Optional.ofNullable(wagons.get(ref));
  }

  /// The names of a kind, as references write them.
  Set<String> names(Kind kind) {
    return switch (kind) {
      case YARD -> yards.keySet();
      case PACKAGE -> packages.keySet();
      case RUN_LIST -> runLists.keySet();
      case DATASET -> datasets.keySet();
      case ANALYSIS -> analyses.keySet();
      case WAGON ->
          wagons.keySet().stream().map(WagonRef::toString).collect(toCollection(TreeSet::new));
      case TRAIN -> trains.keySet();
    };
  }

  /// A reference at this path to a name that no valid file declares.
  Problem unknown(Located<?> from, List<?> at, Claim wanted) {
    String file = invalid.get(wanted);
    return file == null
        ? from.unknown(
            at, Claim.word(wanted.kind()), wanted.name(), names(wanted.kind()), declare(wanted))
        : from.broken(
            Rule.UNKNOWN_REFERENCE,
            at,
            "the " + Claim.word(wanted.kind()) + " " + wanted.name() + " is invalid",
            "mend " + Wording.shown(file));
  }

  private static String declare(Claim wanted) {
    return "declare it in " + wanted.place();
  }

  /// The yard as everybody else sees it.
  Snapshot snapshot(Map<String, List<PackageVersion>> versions, Json json, List<Problem> problems) {
    return new Snapshot(
        commit,
        yards.values().stream().findFirst().map(Located::declared).orElseGet(() -> unnamed(json)),
        declaredPackages(),
        declared(runLists),
        declared(datasets),
        declared(analyses),
        declared(wagons),
        declared(trains),
        versions,
        mapped(wagons, wagon -> identity(wagon.spec(), json)),
        problems);
  }

  private Declared<YardSpec> unnamed(Json json) {
    YardSpec spec = YardSpec.defaults();
    return new Declared<>(
        UNNAMED, Map.of(), spec, Position.ofFile("yard.yaml"), json.digest(spec), commit);
  }

  /// What decides a wagon's result, apart from its packages' software and what it depends on. How a
  /// package is entered is not part of its software, so it is here.
  private record Identity(
      List<String> enter,
      Map<String, String> environment,
      List<String> command,
      Input input,
      Map<String, Object> config,
      List<Subwagon> subwagons,
      List<Output> outputs,
      Success success,
      Resources resources) {}

  private Digest identity(WagonSpec wagon, Json json) {
    Optional<PackageSpec> software =
        Optional.ofNullable(packages.get(wagon.software().name())).map(Located::spec);
    return json.digest(
        new Identity(
            software.map(PackageSpec::enter).orElse(List.of()),
            software.map(PackageSpec::environment).orElse(Map.of()),
            wagon.command(),
            wagon.input(),
            wagon.config(),
            wagon.subwagons(),
            wagon.outputs(),
            wagon.success(),
            wagon.resources()));
  }

  private static <K, S extends Spec> Map<K, Declared<S>> declared(Map<K, Located<S>> objects) {
    return mapped(objects, Located::declared);
  }

  private static <K, V, W> Map<K, W> mapped(Map<K, V> map, Function<V, W> change) {
    Map<K, W> result = new TreeMap<>();
    map.forEach((key, value) -> result.put(key, change.apply(value)));
    return result;
  }
}
