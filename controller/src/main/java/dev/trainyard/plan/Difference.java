package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.DatasetListing;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is not the same in two yards with their datasets, as far as tests depend on it.
///
/// @param wagons that are new, gone or declared otherwise
/// @param datasets that are new, gone, declared or listed otherwise
/// @param packages that are new, gone, declared otherwise or offered in other versions
/// @param moved packages of which only the commits differ that their versions stand for
record Difference(
    Set<WagonRef> wagons, Set<String> datasets, Set<String> packages, Set<String> moved) {

  static Difference between(
      Snapshot a,
      Map<String, DatasetListing> listingsOfA,
      Snapshot b,
      Map<String, DatasetListing> listingsOfB) {
    Set<String> datasets = between(a.datasets(), b.datasets());
    datasets.addAll(between(listingsOfA, listingsOfB));
    Set<String> packages = between(a.packages(), b.packages());
    Set<String> moved = new HashSet<>();
    for (String name : between(a.packageVersions(), b.packageVersions())) {
      boolean same =
          software(a.packageVersions().get(name)).equals(software(b.packageVersions().get(name)));
      (same ? moved : packages).add(name);
    }
    return new Difference(between(a.wagons(), b.wagons()), datasets, packages, moved);
  }

  /// All of the versions that decides what runs.
  private static List<List<String>> software(@Nullable List<PackageVersion> versions) {
    return versions == null
        ? List.of()
        : versions.stream().map(version -> List.of(version.tag(), version.tree())).toList();
  }

  /// The keys under which two maps hold different values, or only one of them any.
  static <K, V> Set<K> between(Map<K, V> a, Map<K, V> b) {
    Set<K> keys = new HashSet<>();
    if (isSame(a, b)) {
      return keys;
    }
    int common = 0;
    for (Map.Entry<K, V> entry : b.entrySet()) {
      V before = a.get(entry.getKey());
      common += before == null ? 0 : 1;
      if (!entry.getValue().equals(before)) {
        keys.add(entry.getKey());
      }
    }
    if (common < a.size()) {
      a.keySet().stream().filter(key -> !b.containsKey(key)).forEach(keys::add);
    }
    return keys;
  }

  /// Spares a look at every entry.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Map<?, ?> a, Map<?, ?> b) {
    return a == b;
  }
}
