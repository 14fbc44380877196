package dev.trainyard.plan;

import dev.trainyard.model.SharingMap;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is not the same in two yards with their datasets, as far as tests depend on it.
///
/// @param wagons that are new, gone or declared otherwise
/// @param datasets that are new, gone, declared or listed otherwise
/// @param packages that are new, gone, declared otherwise or offered with other software or images;
///   not those of which only the commits differ that their versions stand for
record Difference(Set<WagonRef> wagons, Set<String> datasets, Set<String> packages) {
  static final Difference NONE = new Difference(Set.of(), Set.of(), Set.of());

  static Difference between(Snapshot a, Supplies ofA, Snapshot b, Supplies ofB) {
    if (!a.yard().equals(b.yard())) {
      return everything(a).and(everything(b));
    }
    Set<String> datasets = between(a.datasets(), b.datasets());
    datasets.addAll(between(ofA.listings(), ofB.listings()));
    Set<String> packages = between(a.packages(), b.packages());
    between(a.packageVersions(), b.packageVersions()).stream()
        .filter(name -> !software(a, name).equals(software(b, name)))
        .forEach(packages::add);
    packages.addAll(ofB.images().changedSince(ofA.images(), b));
    return new Difference(between(a.wagons(), b.wagons()), datasets, packages);
  }

  /// All that a yard holds, as if there were nothing in the other one.
  static Difference everything(Snapshot yard) {
    return new Difference(
        yard.wagons().keySet(), yard.datasets().keySet(), yard.packageVersions().keySet());
  }

  private Difference and(Difference more) {
    return new Difference(
        both(wagons, more.wagons), both(datasets, more.datasets), both(packages, more.packages));
  }

  private static <K> Set<K> both(Set<K> some, Set<K> more) {
    Set<K> all = new HashSet<>(some);
    all.addAll(more);
    return all;
  }

  /// All of the versions that decides what runs.
  private static List<List<String>> software(Snapshot yard, String name) {
    return yard.packageVersions().getOrDefault(name, List.of()).stream()
        .map(version -> List.of(version.tag(), version.tree()))
        .toList();
  }

  /// The keys under which two maps hold different values, or only one of them any.
  static <K, V> Set<K> between(Map<K, V> a, Map<K, V> b) {
    return SharingMap.copyOf(a).differences(SharingMap.copyOf(b));
  }
}
