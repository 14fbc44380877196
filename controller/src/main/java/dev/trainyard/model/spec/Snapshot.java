package dev.trainyard.model.spec;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.WagonRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The whole yard at one commit: parsed, checked and resolved.
///
/// An object whose file is invalid at this commit is here in its last valid version, and the
/// problem is in `problems`. An object with a broken reference is here as it stands: see
/// [#isBroken].
///
/// @param listeners with the runs that they have taken, and then their trains are among `trains`
/// @param pipelines with the trains that they have started, which are then among `trains`
/// @param problems in order of their positions
/// @param packageVersions per package, newest first
/// @param unreadableTrains names that only invalid files declare, of which no valid version is
///   known: trains that are not here, and were not deleted
public record Snapshot(
    CommitId commit,
    Declared<YardSpec> yard,
    Map<String, Declared<PackageSpec>> packages,
    Map<String, Declared<RunListSpec>> runLists,
    Map<String, Declared<DatasetSpec>> datasets,
    Map<String, Declared<AnalysisSpec>> analyses,
    Map<WagonRef, Declared<WagonSpec>> wagons,
    Map<String, Declared<TrainSpec>> trains,
    Map<String, List<PackageVersion>> packageVersions,
    Set<String> unreadableTrains,
    RunListeners listeners,
    Pipelines pipelines,
    List<Problem> problems) {
  public Snapshot {
    packages = SharingMap.copyOf(packages);
    runLists = SharingMap.copyOf(runLists);
    datasets = SharingMap.copyOf(datasets);
    analyses = SharingMap.copyOf(analyses);
    wagons = SharingMap.copyOf(wagons);
    trains = SharingMap.copyOf(trains);
    packageVersions = SharingMap.copyOf(packageVersions);
    unreadableTrains = Set.copyOf(unreadableTrains);
    problems = problems.stream().sorted().toList();
  }

  /// A yard without listeners and pipelines.
  public Snapshot(
      CommitId commit,
      Declared<YardSpec> yard,
      Map<String, Declared<PackageSpec>> packages,
      Map<String, Declared<RunListSpec>> runLists,
      Map<String, Declared<DatasetSpec>> datasets,
      Map<String, Declared<AnalysisSpec>> analyses,
      Map<WagonRef, Declared<WagonSpec>> wagons,
      Map<String, Declared<TrainSpec>> trains,
      Map<String, List<PackageVersion>> packageVersions,
      Set<String> unreadableTrains,
      List<Problem> problems) {
    this(
        commit,
        yard,
        packages,
        runLists,
        datasets,
        analyses,
        wagons,
        trains,
        packageVersions,
        unreadableTrains,
        RunListeners.NONE,
        Pipelines.NONE,
        problems);
  }

  /// The same yard with other trains, and other listeners.
  public Snapshot with(
      Map<String, Declared<TrainSpec>> otherTrains,
      Set<String> otherUnreadable,
      RunListeners otherListeners) {
    return new Snapshot(
        commit,
        yard,
        packages,
        runLists,
        datasets,
        analyses,
        wagons,
        otherTrains,
        packageVersions,
        otherUnreadable,
        otherListeners,
        pipelines,
        problems);
  }

  /// The same yard with what its pipelines have started.
  ///
  /// @param inputs datasets, with those that builds are run over
  public Snapshot unfolded(
      Map<String, Declared<TrainSpec>> otherTrains,
      Map<String, Declared<DatasetSpec>> inputs,
      Set<String> otherUnreadable,
      Pipelines started) {
    return new Snapshot(
        commit,
        yard,
        packages,
        runLists,
        inputs,
        analyses,
        wagons,
        otherTrains,
        packageVersions,
        otherUnreadable,
        listeners,
        started,
        problems);
  }

  /// The same yard under another policy, said to be of another commit.
  ///
  /// @param replaced the commit that it was read from: package versions of it are of the other one
  public Snapshot under(Declared<YardSpec> policy, CommitId other, CommitId replaced) {
    Map<String, List<PackageVersion>> versions = new HashMap<>();
    packageVersions.forEach(
        (name, all) -> {
          if (all.stream().anyMatch(version -> version.commit().equals(replaced))) {
            versions.put(name, all.stream().map(v -> v.movedFrom(replaced, other)).toList());
          }
        });
    if (!versions.isEmpty()) {
      packageVersions.forEach(versions::putIfAbsent);
    }
    return new Snapshot(
        other,
        policy,
        packages,
        runLists,
        datasets,
        analyses,
        wagons,
        trains,
        versions.isEmpty() ? packageVersions : versions,
        unreadableTrains,
        listeners,
        pipelines,
        problems);
  }

  /// Whether an error of the yard points into this object. An earlier version that stands in for an
  /// invalid file is not broken: the error is in what it stands in for.
  public boolean isBroken(Declared<?> object) {
    return object.earlier().isEmpty() && hasError(object.position().path());
  }

  /// Problems are in the order of their paths.
  private boolean hasError(String path) {
    int low = 0;
    int high = problems.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean before = problems.get(middle).position().path().compareTo(path) < 0;
      low = before ? middle + 1 : low;
      high = before ? high : middle;
    }
    for (int i = low; i < problems.size(); i++) {
      if (!problems.get(i).position().path().equals(path)) {
        return false;
      } else if (problems.get(i).isError()) {
        return true;
      }
    }
    return false;
  }
}
