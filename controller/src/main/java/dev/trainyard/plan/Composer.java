package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.PackageChoice;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.WagonRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Finds out what a set of wagons really is: with their dependencies, their subwagons, one version
/// of every package, and the image that they run in.
final class Composer {
  private final Snapshot snapshot;
  private final Images images;

  /// @param images what is known of them, for the engine that runs what is composed
  Composer(Snapshot snapshot, Images images) {
    this.snapshot = snapshot;
    this.images = images;
  }

  /// What became of composing.
  sealed interface Outcome {
    /// It can be composed.
    ///
    /// @param wagons dependencies before dependants
    /// @param packages one version of each, by name
    record Composed(List<WagonRef> wagons, List<WagonRun> runs, List<PackageVersion> packages)
        implements Outcome {

      /// What of these artefacts its wagons need.
      List<Artefact> needed(List<Artefact> given) {
        return given.stream()
            .filter(it -> runs.stream().anyMatch(run -> run.artefacts().contains(it.name())))
            .toList();
      }
    }

    record Refused(Refusal refusal) implements Outcome {}

    /// Its image could not be found out now.
    record Later(String message) implements Outcome {}
  }

  /// Composes these wagons.
  ///
  /// @param pins package name to tag, for wagons that ask for the latest
  Outcome compose(Collection<WagonRef> roots, Map<String, String> pins) {
    Map<WagonRef, Declared<WagonSpec>> ordered = new LinkedHashMap<>();
    for (WagonRef root : new TreeSet<>(roots)) {
      Optional<Refusal> refusal = add(root, ordered);
      if (refusal.isPresent()) {
        return new Outcome.Refused(refusal.get());
      }
    }
    Map<String, PackageVersion> packages = new TreeMap<>();
    for (Map.Entry<WagonRef, Declared<WagonSpec>> wagon : ordered.entrySet()) {
      Optional<Refusal> refusal = choose(wagon.getKey(), wagon.getValue(), pins, packages);
      if (refusal.isPresent()) {
        return new Outcome.Refused(refusal.get());
      }
    }
    return switch (images.choose(snapshot, packages.values())) {
      case Images.Choice.Refused(Refusal refusal) -> new Outcome.Refused(refusal);
      case Images.Choice.Later(String message) -> new Outcome.Later(message);
      case Images.Choice.Chosen(List<PackageVersion> chosen) ->
          new Outcome.Composed(List.copyOf(ordered.keySet()), runs(ordered), chosen);
    };
  }

  private List<WagonRun> runs(Map<WagonRef, Declared<WagonSpec>> ordered) {
    return ordered.entrySet().stream()
        .flatMap(wagon -> runs(wagon.getKey(), wagon.getValue()).stream())
        .toList();
  }

  /// Adds a wagon after all that it depends on, however long that chain is.
  private Optional<Refusal> add(WagonRef root, Map<WagonRef, Declared<WagonSpec>> ordered) {
    SequencedMap<WagonRef, Step> path = new LinkedHashMap<>();
    Optional<Refusal> refusal = enter(root, ordered, path);
    while (refusal.isEmpty() && !path.isEmpty()) {
      Step last = path.lastEntry().getValue();
      if (last.dependencies().hasNext()) {
        refusal = enter(last.dependencies().next(), ordered, path);
      } else {
        ordered.put(path.pollLastEntry().getKey(), last.wagon());
      }
    }
    return refusal;
  }

  /// A wagon on the way to what it depends on.
  ///
  /// @param dependencies those not looked at yet
  private record Step(Declared<WagonSpec> wagon, Iterator<WagonRef> dependencies) {}

  private Optional<Refusal> enter(
      WagonRef ref, Map<WagonRef, Declared<WagonSpec>> ordered, Map<WagonRef, Step> path) {
    if (ordered.containsKey(ref)) {
      return Optional.empty();
    }
    Declared<WagonSpec> wagon = snapshot.wagons().get(ref);
    if (wagon == null) {
      return Optional.of(
          new Refusal("UnknownWagon", "there is no wagon " + ref + "; add it or take it off"));
    }
    if (snapshot.isBroken(wagon) || path.containsKey(ref)) {
      return Optional.of(
          new Refusal(
              "InvalidWagon", "wagon " + ref + " is not valid; mend " + wagon.position().path()));
    }
    path.put(ref, new Step(wagon, dependencies(wagon.spec()).iterator()));
    return Optional.empty();
  }

  /// The wagons whose outputs this one reads.
  static List<WagonRef> dependencies(WagonSpec spec) {
    return spec.dependsOn().stream()
        .map(text -> WagonRef.parse(text, spec.analysis()))
        .sorted()
        .toList();
  }

  private Optional<Refusal> choose(
      WagonRef ref,
      Declared<WagonSpec> wagon,
      Map<String, String> pins,
      Map<String, PackageVersion> chosen) {
    PackageChoice choice = wagon.spec().software();
    String pin = pins.get(choice.name());
    String tag = pin != null && choice.isLatest() ? pin : choice.tag();
    Optional<PackageVersion> version = version(choice.name(), tag);
    if (version.isEmpty()) {
      return Optional.of(noVersion(ref, choice.name(), tag));
    }
    PackageVersion before = chosen.putIfAbsent(choice.name(), version.get());
    if (before != null && !before.equals(version.get())) {
      return Optional.of(
          new Refusal(
              "PackageConflict",
              "a train runs with one tag of a package, but wagon %s asks for %s of %s and others get %s; pin one under spec.tags of the train"
                  .formatted(ref, tag, choice.name(), before.tag())));
    }
    return Optional.empty();
  }

  private Optional<PackageVersion> version(String name, String tag) {
    return snapshot.packageVersions().getOrDefault(name, List.of()).stream()
        .filter(v -> tag.equals(PackageChoice.LATEST) || v.tag().equals(tag))
        .findFirst();
  }

  private Refusal noVersion(WagonRef ref, String name, String tag) {
    List<PackageVersion> offered = snapshot.packageVersions().getOrDefault(name, List.of());
    String known =
        offered.isEmpty()
            ? "the repository has no tag of it yet"
            : "it has "
                + offered.stream()
                    .limit(5)
                    .map(PackageVersion::tag)
                    .collect(Collectors.joining(", "));
    return new Refusal(
        "UnknownTag",
        "wagon %s asks for %s of package %s, but %s; push the tag or choose another"
            .formatted(ref, tag, name, known));
  }

  private List<WagonRun> runs(WagonRef ref, Declared<WagonSpec> wagon) {
    WagonSpec spec = wagon.spec();
    List<InstanceName> dependsOn =
        dependencies(spec).stream().flatMap(d -> instances(d).stream()).toList();
    List<WagonRun> runs = new ArrayList<>();
    runs.add(run(InstanceName.of(ref), spec, spec.config(), dependsOn));
    for (Subwagon sub : spec.subwagons()) {
      Map<String, Object> config = new LinkedHashMap<>(spec.config());
      config.putAll(sub.config());
      runs.add(run(new InstanceName(ref, sub.name()), spec, config, dependsOn));
    }
    return runs;
  }

  private List<InstanceName> instances(WagonRef ref) {
    Declared<WagonSpec> wagon = snapshot.wagons().get(ref);
    List<InstanceName> names = new ArrayList<>(List.of(InstanceName.of(ref)));
    if (wagon != null) {
      wagon.spec().subwagons().forEach(sub -> names.add(new InstanceName(ref, sub.name())));
    }
    return names;
  }

  private WagonRun run(
      InstanceName name, WagonSpec spec, Map<String, Object> config, List<InstanceName> dependsOn) {
    String packageName = spec.software().name();
    Declared<PackageSpec> software = snapshot.packages().get(packageName);
    List<String> command = new ArrayList<>();
    if (software != null) {
      command.addAll(software.spec().enter());
    }
    command.addAll(spec.command());
    return new WagonRun(
        name,
        dependsOn,
        packageName,
        command,
        software == null ? Map.of() : software.spec().environment(),
        spec.input(),
        config,
        spec.outputs(),
        spec.success(),
        spec.resources(),
        spec.artefacts());
  }
}
