package dev.trainyard.controller;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Impact;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The images that waiting trains, enabled wagons and pull requests need, by their names.
final class NeededImages {
  private final Snapshot yard;
  private final Set<WagonRef> seen = new HashSet<>();
  private final Set<String> names = new TreeSet<>();

  private NeededImages(Snapshot yard) {
    this.yard = yard;
  }

  /// What a yard needs.
  ///
  /// @param said what became of its trains
  static Set<String> of(Snapshot yard, Map<String, TrainStatus> said) {
    NeededImages needed = new NeededImages(yard);
    if (needed.hasImages()) {
      yard.wagons().forEach(needed::addEnabled);
      yard.trains().values().stream()
          .filter(train -> waits(train, said.get(train.name())))
          .forEach(needed::add);
    }
    return needed.names;
  }

  /// What a merge needs besides: for that which it changes.
  static Set<String> of(Snapshot after, Impact impact) {
    NeededImages needed = new NeededImages(after);
    if (needed.hasImages()) {
      needed.add(impact.wagons());
      for (String name : impact.packages()) {
        needed.addVersion(name, WagonSpec.PackageChoice.LATEST);
      }
      for (String name : impact.trains()) {
        Declared<TrainSpec> train = after.trains().get(name);
        if (train != null) {
          needed.add(train);
        }
      }
    }
    return needed.names;
  }

  private boolean hasImages() {
    return yard.packages().values().stream().anyMatch(it -> it.spec().image() != null);
  }

  private void addEnabled(WagonRef ref, Declared<WagonSpec> wagon) {
    if (wagon.spec().enabledOn().stream().anyMatch(on -> isActive(on.dataset()))) {
      add(List.of(ref));
    }
  }

  private boolean isActive(String name) {
    Declared<DatasetSpec> dataset = yard.datasets().get(name);
    return dataset != null && dataset.spec().state() == State.ACTIVE;
  }

  /// Whether what it carries is still to be decided.
  private static boolean waits(Declared<TrainSpec> train, @Nullable TrainStatus status) {
    return status == null
        || status.phase() instanceof TrainPhase.Waiting
        || train.spec().rerun() > status.rerun();
  }

  private void add(Declared<TrainSpec> train) {
    add(train.spec().wagons().named().stream().map(WagonRef::parse).toList());
    train.spec().tags().forEach(this::addVersion);
  }

  /// Wagons with what they depend on.
  private void add(Collection<WagonRef> wagons) {
    Deque<WagonRef> open = new ArrayDeque<>(wagons);
    while (!open.isEmpty()) {
      WagonRef ref = open.remove();
      Declared<WagonSpec> wagon = yard.wagons().get(ref);
      if (wagon != null && seen.add(ref)) {
        WagonSpec spec = wagon.spec();
        addVersion(spec.software().name(), spec.software().tag());
        spec.dependsOn().forEach(name -> open.add(WagonRef.parse(name, spec.analysis())));
      }
    }
  }

  private void addVersion(String name, String tag) {
    Declared<PackageSpec> software = yard.packages().get(name);
    if (software != null && software.spec().image() != null) {
      yard.packageVersions().getOrDefault(name, List.of()).stream()
          .map(PackageVersion::tag)
          .filter(offered -> tag.equals(WagonSpec.PackageChoice.LATEST) || tag.equals(offered))
          .findFirst()
          .flatMap(software.spec()::imageAt)
          .map(PackageImage::reference)
          .ifPresent(names::add);
    }
  }
}
