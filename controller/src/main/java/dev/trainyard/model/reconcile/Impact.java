package dev.trainyard.model.reconcile;

import dev.trainyard.model.WagonRef;
import java.util.Set;

/// What differs in a yard after a merge, with what depends on it.
///
/// @param wagons new, gone or changed ones, and those whose test or input is another because of
///   something else that is changed
/// @param datasets new, gone or changed ones, and those of changed run lists or listeners
/// @param runLists new, gone or changed ones
/// @param listeners new, gone or changed ones
/// @param packages new, gone or changed ones, and those that offer other software
/// @param analyses new, gone or changed ones
/// @param trains new, gone or changed ones
public record Impact(
    Set<WagonRef> wagons,
    Set<String> datasets,
    Set<String> runLists,
    Set<String> listeners,
    Set<String> packages,
    Set<String> analyses,
    Set<String> trains) {
  public static final Impact NONE =
      new Impact(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  public Impact {
    wagons = Set.copyOf(wagons);
    datasets = Set.copyOf(datasets);
    runLists = Set.copyOf(runLists);
    listeners = Set.copyOf(listeners);
    packages = Set.copyOf(packages);
    analyses = Set.copyOf(analyses);
    trains = Set.copyOf(trains);
  }
}
