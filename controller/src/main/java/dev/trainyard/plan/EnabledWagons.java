package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which wagons are enabled on which dataset, kept up to date with what has changed.
final class EnabledWagons {
  private final Map<String, SortedSet<WagonRef>> byDataset = new HashMap<>();
  private final Set<WagonRef> dated = new HashSet<>();
  private Map<WagonRef, Declared<WagonSpec>> wagons = Map.of();

  /// Takes over the wagons of a yard.
  ///
  /// @param changed those that are not as they were at the last call, at least
  void update(Snapshot yard, Set<WagonRef> changed) {
    for (WagonRef wagon : changed) {
      remove(wagon, wagons.get(wagon));
      put(wagon, yard.wagons().get(wagon));
    }
    wagons = yard.wagons();
  }

  private void remove(WagonRef wagon, @Nullable Declared<WagonSpec> declared) {
    dated.remove(wagon);
    if (declared != null) {
      for (Enabled enabled : declared.spec().enabledOn()) {
        byDataset.getOrDefault(enabled.dataset(), new TreeSet<>()).remove(wagon);
      }
    }
  }

  private void put(WagonRef wagon, @Nullable Declared<WagonSpec> declared) {
    if (declared != null) {
      for (Enabled enabled : declared.spec().enabledOn()) {
        byDataset.computeIfAbsent(enabled.dataset(), _ -> new TreeSet<>()).add(wagon);
        if (enabled.until() != null) {
          dated.add(wagon);
        }
      }
    }
  }

  /// Those enabled on a dataset, on whatever days.
  SortedSet<WagonRef> on(String dataset) {
    return Collections.unmodifiableSortedSet(byDataset.getOrDefault(dataset, new TreeSet<>()));
  }

  /// Those enabled up to some day.
  Set<WagonRef> dated() {
    return Collections.unmodifiableSet(dated);
  }

  /// The wagons that a train asks for, whatever their state.
  Collection<WagonRef> asked(
      LocalDate today, Declared<TrainSpec> train, Declared<DatasetSpec> dataset) {
    Map<String, String> labels = train.spec().wagons().enabled();
    if (labels == null) {
      return train.spec().wagons().named().stream()
          .map(WagonRef::parse)
          .collect(Collectors.toCollection(TreeSet::new));
    }
    return on(dataset.name()).stream()
        .filter(wagon -> isMeant(wagons.get(wagon), labels, today, dataset.name()))
        .toList();
  }

  private static boolean isMeant(
      @Nullable Declared<WagonSpec> wagon,
      Map<String, String> labels,
      LocalDate today,
      String dataset) {
    return wagon != null
        && wagon.labels().entrySet().containsAll(labels.entrySet())
        && enabling(today, wagon.spec(), dataset).isPresent();
  }

  /// How a wagon is enabled on a dataset on a day.
  static Optional<Enabled> enabling(LocalDate day, WagonSpec wagon, String dataset) {
    for (Enabled enabled : wagon.enabledOn()) {
      boolean over = enabled.until() != null && day.isAfter(enabled.until());
      if (!over && enabled.dataset().equals(dataset)) {
        return Optional.of(enabled);
      }
    }
    return Optional.empty();
  }
}
