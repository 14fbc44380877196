package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainPhase.Terminal;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.SubmissionName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All trains, declared or spoken of, in order of their names, and which of them are at rest.
///
/// A train comes to [#rest] when it is over and a planning found nothing to do for it and nothing
/// to say of it. Neither will the next one, until its file or its status is another, or an engine
/// shows work of it that is not over: [#update] looks for these only. One whose file has an error
/// does not rest: it may have more to say once that is mended. Nor does one of a pipeline: what it
/// ran over may change.
final class Roster {
  private final SortedMap<String, Entry> all = new TreeMap<>();
  private final SortedMap<String, Entry> awake = new TreeMap<>();

  /// The submissions of trains at rest, and whose they are.
  private final Map<SubmissionName, Entry> submissions = new HashMap<>();

  private Map<String, Declared<TrainSpec>> declared = Map.of();
  private Map<String, TrainStatus> statuses = Map.of();

  /// A train by its file, its last status, or both.
  static final class Entry {
    private final String name;
    private final @Nullable Declared<TrainSpec> train;
    private final @Nullable TrainStatus prior;
    private boolean atRest;

    Entry(String name, @Nullable Declared<TrainSpec> train, @Nullable TrainStatus prior) {
      this.name = name;
      this.train = train;
      this.prior = prior;
    }

    @Nullable Declared<TrainSpec> train() {
      return train;
    }

    @Nullable TrainStatus prior() {
      return prior;
    }

    boolean isAtRest() {
      return atRest;
    }
  }

  /// Brings the trains up to date, and wakes those that are not as they were when they came to
  /// rest.
  void update(Facts facts) {
    Map<String, Declared<TrainSpec>> trains = facts.snapshot().trains();
    Map<String, TrainStatus> said = facts.observed().trains();
    Set<String> changed = Difference.between(declared, trains);
    changed.addAll(Difference.between(statuses, said));
    changed.forEach(name -> replace(name, trains.get(name), said.get(name)));
    declared = trains;
    statuses = said;
    facts.observed().engines().values().forEach(this::wakeWorking);
  }

  private void replace(
      String name, @Nullable Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    Entry before = all.remove(name);
    if (before != null) {
      wake(before);
      awake.remove(name);
    }
    if (train != null || prior != null) {
      Entry entry = new Entry(name, train, prior);
      all.put(name, entry);
      awake.put(name, entry);
    }
  }

  private static boolean isBroken(Snapshot yard, Entry entry) {
    Declared<TrainSpec> train = entry.train;
    return train != null && yard.isBroken(train);
  }

  private void wakeWorking(EngineView view) {
    switch (view) {
      case EngineView.Unreachable(var _) -> {}
      case EngineView.Listed(var seen) ->
          seen.forEach(
              (name, sighting) -> {
                Entry entry = submissions.get(name);
                if (entry != null && Submissions.isUnfinished(sighting)) {
                  wake(entry);
                }
              });
    }
  }

  private void wake(Entry entry) {
    if (entry.atRest) {
      requireNonNull(entry.prior).submissions().forEach(s -> submissions.remove(s.name()));
      entry.atRest = false;
      awake.put(entry.name, entry);
    }
  }

  /// In order of the names.
  Collection<Entry> all() {
    return all.values();
  }

  /// Those not at rest, in order of the names.
  Collection<Entry> awake() {
    return awake.values();
  }

  /// Lets a train rest, if this step of it says that nothing more comes of what is known.
  ///
  /// @param said its status after the step
  @SuppressWarnings("ReferenceEquality") // what is said again is the prior status itself
  void rest(Snapshot yard, Entry entry, TrainStep step, TrainStatus said) {
    boolean over = said == entry.prior && said.phase() instanceof Terminal;
    boolean unreadable = yard.unreadableTrains().contains(entry.name);
    boolean watched = yard.pipelines().hasStarted(entry.name);
    if (over
        && !unreadable
        && !watched
        && step.isNothing()
        && !isBroken(yard, entry)
        && isAlone(entry, said)) {
      said.submissions().forEach(s -> submissions.put(s.name(), entry));
      entry.atRest = true;
      awake.remove(entry.name);
    }
  }

  /// Whether no other train claims its submissions, as a status may that somebody wrote by hand.
  @SuppressWarnings("ReferenceEquality")
  private boolean isAlone(Entry entry, TrainStatus status) {
    return status.submissions().stream()
        .allMatch(s -> submissions.getOrDefault(s.name(), entry) == entry);
  }
}
