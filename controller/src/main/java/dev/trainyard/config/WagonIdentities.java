package dev.trainyard.config;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.spec.WagonSpec.Success;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Per wagon what decides its result, apart from its packages' software and what it depends on;
/// computed for what has changed only.
final class WagonIdentities {
  private final Json json;
  private final Map<WagonRef, Known> known = new HashMap<>();
  private @Nullable Map<WagonRef, Digest> digests;

  WagonIdentities(Json json) {
    this.json = json;
  }

  /// What an identity was computed from.
  private record Known(WagonSpec wagon, Entrance entrance, Digest digest) {}

  /// How a package is entered: that is not part of its software, so it is part of the wagons.
  private record Entrance(List<String> enter, Map<String, String> environment) {}

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

  /// Looks again at wagons that have changed, and at those of packages that have.
  void update(YardIndex yard, Set<WagonRef> wagons, Set<String> packages) {
    Set<WagonRef> all = new HashSet<>(wagons);
    if (!packages.isEmpty()) {
      yard.wagons().values().stream()
          .filter(wagon -> packages.contains(wagon.spec().software().name()))
          .forEach(wagon -> all.add(new WagonRef(wagon.spec().analysis(), wagon.name())));
    }
    all.forEach(ref -> update(yard, ref));
  }

  private void update(YardIndex yard, WagonRef ref) {
    Located<WagonSpec> wagon = yard.wagons().get(ref);
    Known before = known.get(ref);
    if (wagon == null) {
      digests = before == null ? digests : null;
      known.remove(ref);
      return;
    }
    Entrance entrance = entrance(yard, wagon.spec());
    if (before == null || !before.wagon.equals(wagon.spec()) || !before.entrance.equals(entrance)) {
      digests = null;
      known.put(ref, new Known(wagon.spec(), entrance, digest(wagon.spec(), entrance)));
    }
  }

  private static Entrance entrance(YardIndex yard, WagonSpec wagon) {
    Located<PackageSpec> software = yard.packages().get(wagon.software().name());
    return software == null
        ? new Entrance(List.of(), Map.of())
        : new Entrance(software.spec().enter(), software.spec().environment());
  }

  private Digest digest(WagonSpec wagon, Entrance entrance) {
    return json.digest(
        new Identity(
            entrance.enter,
            entrance.environment,
            wagon.command(),
            wagon.input(),
            wagon.config(),
            wagon.subwagons(),
            wagon.outputs(),
            wagon.success(),
            wagon.resources()));
  }

  /// The same map again as long as nothing has changed.
  Map<WagonRef, Digest> digests() {
    Map<WagonRef, Digest> all = digests;
    if (all == null) {
      Map<WagonRef, Digest> found = new HashMap<>();
      known.forEach((ref, identity) -> found.put(ref, identity.digest));
      all = Map.copyOf(found);
      digests = all;
    }
    return all;
  }
}
