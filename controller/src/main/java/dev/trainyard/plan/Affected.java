package dev.trainyard.plan;

import static java.util.stream.Collectors.toSet;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Impact;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.RunSelection;
import dev.trainyard.model.spec.DatasetSpec.RunsFrom;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Tells what a change of a yard affects. Made once per yard; each change then costs what it
/// changes.
public final class Affected {
  private static final Supplies NOTHING = new Supplies(Map.of());

  private final Snapshot before;
  private final Map<WagonRef, Set<WagonRef>> dependants = new HashMap<>();
  private final Map<String, Set<WagonRef>> byDataset = new HashMap<>();
  private final Map<String, Set<WagonRef>> byPackage = new HashMap<>();
  private final Map<String, Set<String>> byRunList = new HashMap<>();
  private final Map<String, Set<String>> byListener = new HashMap<>();

  public Affected(Snapshot before) {
    this.before = before;
    before.wagons().forEach((ref, wagon) -> add(ref, wagon.spec()));
    before.datasets().values().forEach(this::add);
  }

  private void add(WagonRef ref, WagonSpec wagon) {
    wagon.enabledOn().forEach(on -> put(byDataset, on.dataset(), ref));
    put(byPackage, wagon.software().name(), ref);
    Composer.dependencies(wagon).forEach(on -> put(dependants, on, ref));
  }

  private void add(Declared<DatasetSpec> dataset) {
    RunSelection runs = dataset.spec().runs();
    if (runs != null) {
      runs.from()
          .forEach(
              from ->
                  put(
                      from.listener() == null ? byRunList : byListener,
                      name(from),
                      dataset.name()));
    }
  }

  private static String name(RunsFrom from) {
    String runList = from.runList();
    return runList == null ? String.valueOf(from.listener()) : runList;
  }

  private static <K, V> void put(Map<K, Set<V>> map, K key, V value) {
    map.computeIfAbsent(key, _ -> new HashSet<>()).add(value);
  }

  /// What is another after a change, with what depends on it.
  public Impact by(Snapshot after) {
    Difference changed = Difference.between(before, NOTHING, after, NOTHING);
    Set<String> runLists = Difference.between(before.runLists(), after.runLists());
    Set<String> datasets = new HashSet<>(changed.datasets());
    datasets.addAll(all(byRunList, runLists));
    Set<String> listeners =
        Difference.between(before.listeners().declared(), after.listeners().declared());
    datasets.addAll(all(byListener, listeners));
    Set<WagonRef> wagons = new HashSet<>(changed.wagons());
    wagons.addAll(all(byPackage, changed.packages()));
    wagons.addAll(dependantsOf(wagons));
    wagons.addAll(all(byDataset, datasets));
    return new Impact(
        wagons,
        datasets,
        runLists,
        listeners,
        changed.packages(),
        Difference.between(before.analyses(), after.analyses()),
        Difference.between(before.trains(), after.trains()));
  }

  private static <K, V> Set<V> all(Map<K, Set<V>> map, Collection<K> keys) {
    return keys.stream().flatMap(key -> map.getOrDefault(key, Set.of()).stream()).collect(toSet());
  }

  private Set<WagonRef> dependantsOf(Set<WagonRef> wagons) {
    Set<WagonRef> found = new HashSet<>();
    Deque<WagonRef> next = new ArrayDeque<>(wagons);
    while (!next.isEmpty()) {
      for (WagonRef dependant : dependants.getOrDefault(next.poll(), Set.of())) {
        if (found.add(dependant)) {
          next.add(dependant);
        }
      }
    }
    return found;
  }
}
