package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageVersion;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Which objects asked for which names when they were checked: they have to be checked again when
/// what these names mean has changed. It may know some referrers that are not any more.
final class Referrers {
  private final Map<Claim, Set<Claim>> ofName = new HashMap<>();
  private final Map<Kind, Set<Claim>> ofAll = new EnumMap<>(Kind.class);

  /// All whose check has asked for one of these names, or for all names of a kind.
  Set<Claim> of(Collection<Claim> names) {
    Set<Claim> found = new HashSet<>();
    for (Claim name : names) {
      found.addAll(ofName.getOrDefault(name, Set.of()));
      found.addAll(ofAll.getOrDefault(name.kind(), Set.of()));
    }
    return found;
  }

  /// These are not any more: nothing of theirs has to be checked again.
  void forget(Set<Claim> gone) {
    Stream.concat(ofName.values().stream(), ofAll.values().stream())
        .forEach(objects -> objects.removeAll(gone));
    ofName.values().removeIf(Set::isEmpty);
  }

  /// The yard as the check of one object sees it: what it asks for is remembered.
  YardIndex watched(YardIndex yard, Claim object) {
    return new YardIndex(
        named(yard.yards(), Kind.YARD, object),
        named(yard.packages(), Kind.PACKAGE, object),
        named(yard.runLists(), Kind.RUN_LIST, object),
        named(yard.listeners(), Kind.RUN_LISTENER, object),
        named(yard.datasets(), Kind.DATASET, object),
        named(yard.analyses(), Kind.ANALYSIS, object),
        new Watched<>(yard.wagons(), WagonRef.class, Claim::wagon, watch(Kind.WAGON, object)),
        named(yard.trains(), Kind.TRAIN, object),
        named(yard.pipelines(), Kind.PIPELINE, object),
        new Watched<>(yard.invalid(), Claim.class, Function.identity(), everything(object)));
  }

  /// Versions of packages, which change with the package's name.
  Map<String, List<PackageVersion>> watched(
      Map<String, List<PackageVersion>> versions, Claim object) {
    return named(versions, Kind.PACKAGE, object);
  }

  private <V> Map<String, V> named(Map<String, V> map, Kind kind, Claim object) {
    return new Watched<>(map, String.class, name -> new Claim(kind, name), watch(kind, object));
  }

  private Watched.Watch watch(Kind kind, Claim object) {
    return new Asking(object, List.of(kind));
  }

  private Watched.Watch everything(Claim object) {
    return new Asking(object, List.of(Kind.values()));
  }

  private final class Asking implements Watched.Watch {
    private final Claim object;
    private final List<Kind> kinds;

    Asking(Claim object, List<Kind> kinds) {
      this.object = object;
      this.kinds = kinds;
    }

    @Override
    public void askedFor(Claim name) {
      ofName.computeIfAbsent(name, _ -> new HashSet<>(2)).add(object);
    }

    @Override
    public void askedForAll() {
      kinds.forEach(kind -> ofAll.computeIfAbsent(kind, _ -> new HashSet<>()).add(object));
    }
  }
}
