package dev.trainyard.plan;

import static java.util.stream.Collectors.joining;

import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.DerivedFrom;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What comes after trains that a merge starts: datasets that derive from them, the trains over
/// those, and trains that get artefacts of them.
final class Followers {
  private static final int MOST_NAMED = 5;
  private static final int MOST_NOTES = 10;

  private final Ready ready;
  private final Looked looked;

  /// @param looked takes down what this is made from
  Followers(Ready ready, Looked looked) {
    this.ready = ready;
    this.looked = looked;
  }

  /// One sentence per dataset, those too that derive from a train that follows, and per train that
  /// gets artefacts.
  List<String> of(Collection<TrainForecast> trains) {
    Map<String, List<String>> derived = derived();
    List<String> notes = new ArrayList<>();
    Deque<String> next = new ArrayDeque<>();
    trains.stream()
        .filter(TrainForecasts::isStarting)
        .map(TrainForecast::name)
        .sorted()
        .forEach(next::add);
    Set<String> seen = new HashSet<>(next);
    while (!next.isEmpty() && notes.size() < MOST_NOTES) {
      String train = next.remove();
      for (String dataset : derived.getOrDefault(train, List.of())) {
        List<String> waiting = over(dataset).filter(this::isWaiting).sorted().toList();
        waiting.stream().filter(seen::add).forEach(next::add);
        notes.add(note(dataset, train, waiting));
      }
      List<String> users = users(train).filter(this::isWaiting).sorted().toList();
      users.stream().filter(seen::add).forEach(next::add);
      if (!users.isEmpty()) {
        notes.add("train %s, which would start, makes artefacts: %s".formatted(train, wait(users)));
      }
    }
    return notes;
  }

  /// The datasets that derive from each train.
  private Map<String, List<String>> derived() {
    Map<String, List<String>> derived = new TreeMap<>();
    for (Declared<DatasetSpec> dataset : ready.after().datasets().values()) {
      DerivedFrom from = dataset.spec().derivedFrom();
      if (from != null) {
        derived.computeIfAbsent(from.train(), _ -> new ArrayList<>()).add(dataset.name());
      }
    }
    derived.values().forEach(datasets -> datasets.sort(null));
    return derived;
  }

  private Stream<String> over(String dataset) {
    return ready.after().trains().values().stream()
        .filter(train -> train.spec().dataset().equals(dataset))
        .map(Declared::name);
  }

  private Stream<String> users(String maker) {
    return ready.after().trains().values().stream()
        .filter(
            train ->
                train.spec().artefacts().values().stream()
                    .anyMatch(from -> from.train().equals(maker)))
        .map(Declared::name);
  }

  private boolean isWaiting(String name) {
    TrainStatus status = looked.train(name);
    Declared<TrainSpec> train = ready.after().trains().get(name);
    boolean held = train != null && train.spec().suspend();
    return !held && (status == null || status.phase() instanceof TrainPhase.Waiting);
  }

  private static String note(String dataset, String train, List<String> waiting) {
    String derives = "dataset " + dataset + " derives from train " + train + ", which would start";
    return waiting.isEmpty() ? derives : derives + ": " + wait(waiting);
  }

  private static String wait(List<String> waiting) {
    String first = waiting.stream().limit(MOST_NAMED).collect(joining(", "));
    int more = waiting.size() - MOST_NAMED;
    String names = more > 0 ? first + " and " + more + " more" : first;
    return waiting.size() == 1
        ? "train " + names + " waits for it"
        : "trains " + names + " wait for it";
  }
}
