package dev.trainyard.config;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Position;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.Pipelines;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListeners;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.YardSpec;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The objects of a yard, kept up to date file by file; it remembers which names were touched.
final class LiveYard {
  private final Shelf<String, YardSpec> yards = new Shelf<>();
  private final Shelf<String, PackageSpec> packages = new Shelf<>();
  private final Shelf<String, RunListSpec> runLists = new Shelf<>();
  private final Shelf<String, RunListenerSpec> listeners = new Shelf<>();
  private final Shelf<String, DatasetSpec> datasets = new Shelf<>();
  private final Shelf<String, AnalysisSpec> analyses = new Shelf<>();
  private final Shelf<WagonRef, WagonSpec> wagons = new Shelf<>();
  private final Shelf<String, TrainSpec> trains = new Shelf<>();
  private final Shelf<String, PipelineSpec> pipelines = new Shelf<>();

  /// The last file, by path, of those that claim a name in vain.
  private final Map<Claim, String> invalid = new TreeMap<>();

  private final Map<Claim, TreeSet<String>> claimants = new TreeMap<>();
  private final Set<Claim> touched = new HashSet<>();

  private final YardIndex index =
      new YardIndex(
          yards.objects(),
          packages.objects(),
          runLists.objects(),
          listeners.objects(),
          datasets.objects(),
          analyses.objects(),
          wagons.objects(),
          trains.objects(),
          pipelines.objects(),
          Collections.unmodifiableMap(invalid));

  /// Live.
  YardIndex index() {
    return index;
  }

  /// Names whose meaning may have changed since [#settle].
  Set<Claim> touched() {
    return touched;
  }

  /// Whoever needs to know what was touched has seen it.
  void settle() {
    touched.clear();
  }

  /// Adds what a file declares.
  ///
  /// @param earlier the commit that it was read from, if it stands in for an invalid file
  void put(YardObject object, Optional<CommitId> earlier) {
    touched.add(claim(object));
    String name = object.name();
    Spec spec = object.spec();
    switch (object.kind()) { // by type would be shorter, but its first use takes a while
      case YARD -> yards.put(name, located(object, (YardSpec) spec, earlier));
      case PACKAGE -> packages.put(name, located(object, (PackageSpec) spec, earlier));
      case RUN_LIST -> runLists.put(name, located(object, (RunListSpec) spec, earlier));
      case RUN_LISTENER -> listeners.put(name, located(object, (RunListenerSpec) spec, earlier));
      case DATASET -> datasets.put(name, located(object, (DatasetSpec) spec, earlier));
      case ANALYSIS -> analyses.put(name, located(object, (AnalysisSpec) spec, earlier));
      case WAGON -> wagons.put(ref(object), located(object, (WagonSpec) spec, earlier));
      case TRAIN -> trains.put(name, located(object, (TrainSpec) spec, earlier));
      case PIPELINE -> pipelines.put(name, located(object, (PipelineSpec) spec, earlier));
    }
  }

  /// Takes away what a file declared.
  void remove(YardObject object) {
    touched.add(claim(object));
    String name = object.name();
    switch (object.kind()) {
      case YARD -> yards.remove(name, object.path());
      case PACKAGE -> packages.remove(name, object.path());
      case RUN_LIST -> runLists.remove(name, object.path());
      case RUN_LISTENER -> listeners.remove(name, object.path());
      case DATASET -> datasets.remove(name, object.path());
      case ANALYSIS -> analyses.remove(name, object.path());
      case WAGON -> wagons.remove(ref(object), object.path());
      case TRAIN -> trains.remove(name, object.path());
      case PIPELINE -> pipelines.remove(name, object.path());
    }
  }

  /// A file that would declare this name is invalid.
  void putInvalid(Claim claim, String path) {
    touched.add(claim);
    TreeSet<String> paths = claimants.computeIfAbsent(claim, _ -> new TreeSet<>());
    paths.add(path);
    invalid.put(claim, paths.last());
  }

  void removeInvalid(Claim claim, String path) {
    touched.add(claim);
    TreeSet<String> paths = claimants.getOrDefault(claim, new TreeSet<>());
    paths.remove(path);
    if (paths.isEmpty()) {
      claimants.remove(claim);
      invalid.remove(claim);
    } else {
      invalid.put(claim, paths.last());
    }
  }

  private static Claim claim(YardObject object) {
    return object.kind() == Kind.WAGON
        ? Claim.wagon(ref(object))
        : new Claim(object.kind(), object.name());
  }

  private static WagonRef ref(YardObject wagon) {
    return new WagonRef(((WagonSpec) wagon.spec()).analysis(), wagon.name());
  }

  private static <S extends Spec> Located<S> located(
      YardObject object, S spec, Optional<CommitId> earlier) {
    Declared<S> declared =
        new Declared<>(
            object.name(),
            object.labels(),
            spec,
            new Position(object.path(), 1, 1),
            object.content(),
            earlier);
    return new Located<>(declared, object.root(), earlier.isEmpty());
  }

  /// Per name that several files declare, what they declare, the first by path first.
  Stream<List<? extends Located<?>>> contested() {
    return Stream.of(
            yards, packages, runLists, listeners, datasets, analyses, wagons, trains, pipelines)
        .flatMap(Shelf::contested);
  }

  Map<String, Declared<PackageSpec>> packages() {
    return packages.declared();
  }

  Map<String, Declared<RunListSpec>> runLists() {
    return runLists.declared();
  }

  /// The listeners, before anybody has asked their sources.
  RunListeners listeners() {
    return new RunListeners(
        listeners.declared(),
        unreadable(Kind.RUN_LISTENER, listeners.declared().keySet()),
        Map.of(),
        Set.of());
  }

  /// The pipelines, before they are unfolded.
  Pipelines pipelines() {
    return new Pipelines(
        pipelines.declared(), unreadable(Kind.PIPELINE, pipelines.declared().keySet()), Map.of());
  }

  Map<String, Declared<DatasetSpec>> datasets() {
    return datasets.declared();
  }

  Map<String, Declared<AnalysisSpec>> analyses() {
    return analyses.declared();
  }

  Map<WagonRef, Declared<WagonSpec>> wagons() {
    return wagons.declared();
  }

  Map<String, Declared<TrainSpec>> trains() {
    return trains.declared();
  }

  /// Names of trains that only invalid files claim, and nothing stands in for.
  Set<String> unreadableTrains() {
    return unreadable(Kind.TRAIN, trains.declared().keySet());
  }

  private Set<String> unreadable(Kind kind, Set<String> known) {
    return invalid.keySet().stream()
        .filter(claim -> claim.kind() == kind)
        .map(Claim::name)
        .filter(name -> !known.contains(name))
        .collect(Collectors.toSet());
  }
}
