package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything that can only be told with the whole yard at hand: [#update] checks what was touched
/// and what refers to it, and keeps what it found of everything else.
///
/// Problems are those of files that are valid by themselves; of objects that stand in for an
/// invalid file nothing is told, since their text is not what people see.
final class CrossChecks {
  /// How many objects that are gone are remembered before they are forgotten together.
  private static final int MOST_GONE = 1000;

  private final Referrers referrers = new Referrers();
  private final Set<Claim> gone = new HashSet<>();
  private final Map<Claim, List<Problem>> problems = new HashMap<>();
  private Map<String, List<PackageVersion>> versions = Map.of();

  /// What there is to tell of a whole yard that is looked at only once.
  static List<Problem> once(LiveYard yard, Map<String, List<PackageVersion>> offered) {
    List<Problem> found = new ArrayList<>();
    yard.touched().forEach(object -> check(yard.index(), offered, object, found));
    return found;
  }

  /// Checks again all that these names are about.
  ///
  /// @param touched names whose meaning may have changed
  /// @param offered the versions of packages
  void update(YardIndex yard, Set<Claim> touched, Map<String, List<PackageVersion>> offered) {
    Set<Claim> changed = new HashSet<>(touched);
    changed.addAll(changedPackages(offered));
    versions = Map.copyOf(offered);
    Set<Claim> objects = referrers.of(changed);
    objects.addAll(changed);
    for (Claim object : objects) {
      List<Problem> found = new ArrayList<>();
      check(referrers.watched(yard, object), referrers.watched(versions, object), object, found);
      if (found.isEmpty()) {
        problems.remove(object);
      } else {
        problems.put(object, found);
      }
      note(yard, object);
    }
    if (gone.size() > MOST_GONE) {
      referrers.forget(gone);
      gone.clear();
    }
  }

  private void note(YardIndex yard, Claim object) {
    if (yard.declares(object)) {
      gone.remove(object);
    } else {
      gone.add(object);
    }
  }

  /// All that checks ask of versions: not which commit they stand for, which is another one with
  /// each commit of a package without tags.
  private static Optional<List<String>> tags(
      Map<String, List<PackageVersion>> versions, String name) {
    return Optional.ofNullable(versions.get(name))
        .map(all -> all.stream().map(PackageVersion::tag).toList());
  }

  private Set<Claim> changedPackages(Map<String, List<PackageVersion>> offered) {
    Set<String> names = new HashSet<>(versions.keySet());
    names.addAll(offered.keySet());
    Set<Claim> changed = new HashSet<>();
    for (String name : names) {
      if (!tags(offered, name).equals(tags(versions, name))) {
        changed.add(Claim.software(name));
      }
    }
    return changed;
  }

  List<Problem> problems() {
    return problems.values().stream().flatMap(List::stream).toList();
  }

  private static void check(
      YardIndex yard,
      Map<String, List<PackageVersion>> offered,
      Claim object,
      List<Problem> found) {
    String name = object.name();
    switch (object.kind()) {
      case PACKAGE ->
          current(yard.packages(), name)
              .ifPresent(it -> new PackageChecks(it, offered).addTo(found));
      case RUN_LIST ->
          current(yard.runLists(), name).ifPresent(it -> new RunListChecks(it).addTo(found));
      case RUN_LISTENER ->
          current(yard.listeners(), name)
              .ifPresent(it -> new ListenerChecks(it, yard, offered).addTo(found));
      case DATASET ->
          current(yard.datasets(), name)
              .ifPresent(
                  it -> {
                    new DatasetChecks(it, yard).addTo(found);
                    new DerivationChecks(it, yard).addTo(found);
                  });
      case WAGON ->
          object
              .wagon()
              .flatMap(ref -> current(yard.wagons(), ref))
              .ifPresent(
                  it -> {
                    NameChecks.misplaced(it, found);
                    new WagonChecks(it, yard, offered).addTo(found);
                    new SubwagonChecks(it).addTo(found);
                    new DependencyChecks(yard).addTo(it, found);
                  });
      case TRAIN ->
          current(yard.trains(), name)
              .ifPresent(it -> new TrainChecks(it, yard, offered).addTo(found));
      case PIPELINE ->
          current(yard.pipelines(), name)
              .ifPresent(it -> new PipelineChecks(it, yard, offered).addTo(found));
      case YARD, ANALYSIS -> {}
    }
  }

  private static <K, S extends Spec> Optional<Located<S>> current(
      Map<K, Located<S>> objects, K name) {
    return Optional.ofNullable(objects.get(name)).filter(Located::current);
  }
}
