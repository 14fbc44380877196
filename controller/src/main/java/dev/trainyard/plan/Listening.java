package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.ListenerStatus.Batch;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Tells what the listeners of a yard take and start: [#hear] makes of a yard, and of what its
/// sources know, the same yard with the runs and trains of its listeners among the others, so that
/// everything that is done with runs and trains is done with these.
///
/// What it remembers only saves it work. For one thread at a time.
public final class Listening {
  private final Map<String, Heard> heard = new HashMap<>();
  private final ListenerTrains trains = new ListenerTrains();
  private @Nullable Moment last;
  private SharingMap<String, Declared<TrainSpec>> base = SharingMap.empty();
  private SharingMap<String, Declared<TrainSpec>> all = SharingMap.empty();

  /// What was said and seen before.
  ///
  /// @param listeners as they were said to be
  /// @param published what the status branch surely says: only these batches have trains
  /// @param pinned by listeners of which nothing was said: runs that share an order in the store
  /// @param sources by name; what is not there was not read yet
  public record Before(
      Map<String, ListenerStatus> listeners,
      Map<String, ListenerStatus> published,
      Map<String, List<Batch>> pinned,
      Map<String, TrainStatus> trains,
      Map<String, SourceView> sources) {
    /// Everything is published, and no source was asked.
    public static Before said(
        Map<String, ListenerStatus> listeners, Map<String, TrainStatus> trains) {
      return new Before(listeners, listeners, Map.of(), trains, Map.of());
    }
  }

  /// What comes of it.
  ///
  /// @param yard with what the listeners add
  /// @param due when to hear again although nothing moves
  public record Result(
      Snapshot yard, Map<String, ListenerStatus> statuses, Optional<Instant> due) {}

  /// One listener, as it was heard last.
  private static final class Heard {
    private final Declared<RunListenerSpec> listener;
    private final RunMatch match;
    private @Nullable RunTable table;
    private @Nullable TakenRuns taken;
    private @Nullable NavigableSet<Long> numbers;
    private List<Long> runs = List.of();
    private Map<String, ListenerFleet.Member> fleet = Map.of();

    Heard(Declared<RunListenerSpec> listener) {
      this.listener = listener;
      this.match = new RunMatch(listener.spec());
    }
  }

  /// What the listeners take and start now: what it was, if nothing is new.
  public Result hear(Snapshot yard, Before before, Instant now) {
    Moment known = last;
    if (known != null && known.isStill(yard, before, now)) {
      return known.result();
    }
    Result result = listen(yard, before, now);
    last = new Moment(yard, before, now, result);
    return result;
  }

  /// What was heard, and from what.
  private record Moment(Snapshot yard, Before before, Instant at, Result result) {
    @SuppressWarnings("ReferenceEquality") // what is only equal is looked at again
    boolean isStill(Snapshot again, Before then, Instant now) {
      boolean due = result.due().filter(it -> !now.isBefore(it)).isPresent();
      return again == yard
          && !due
          && !now.isBefore(at)
          && then.trains() == before.trains()
          && then.listeners() == before.listeners()
          && then.published() == before.published()
          && then.pinned().equals(before.pinned())
          && then.sources().equals(before.sources());
    }
  }

  private Result listen(Snapshot yard, Before before, Instant now) {
    Map<String, Declared<RunListenerSpec>> declared = new TreeMap<>(yard.listeners().declared());
    trains.update(before.trains());
    heard.keySet().retainAll(declared.keySet());
    Map<String, TakenRuns> taken = new TreeMap<>();
    declared.forEach((name, it) -> taken.put(name, taken(it, before)));
    Map<String, Set<Long>> contested = Contest.among(declared, taken);
    Map<String, ListenerStatus> statuses = undeclared(yard, before, now);
    Set<String> kept = new TreeSet<>();
    Map<String, List<Long>> runs = new TreeMap<>();
    Map<String, Declared<TrainSpec>> started = new HashMap<>();
    List<Instant> dues = new ArrayList<>();
    for (Declared<RunListenerSpec> it : declared.values()) {
      TakenRuns own = apart(taken(taken, it.name()), contested.getOrDefault(it.name(), Set.of()));
      ListenerFleet fleet =
          new ListenerFleet(
              new ListenerFleet.Ground(yard, it, before, trains.of(it.name()), now), own);
      Heard known = heard(it);
      ListenerFleet.Voyage voyage = fleet.assemble(known.fleet);
      known.fleet = voyage.members();
      kept.addAll(voyage.kept());
      voyage.members().values().stream()
          .map(ListenerFleet.Member::train)
          .filter(train -> !yard.trains().containsKey(train.name()))
          .forEach(train -> started.put(train.name(), train));
      statuses.put(
          it.name(),
          new ListenerReport(it, before, taken(taken, it.name()), own, voyage, now)
              .status(yard, contested.getOrDefault(it.name(), Set.of())));
      voyage.gathering().due().ifPresent(dues::add);
      runs.put(it.name(), runs(known, fleet.matched()));
    }
    return new Result(
        yard.with(
            trains(yard, started), unreadable(yard), yard.listeners().taking(runs).keeping(kept)),
        statuses,
        dues.stream().min(Instant::compareTo));
  }

  /// Listeners that no valid file declares: which runs shared a train is not forgotten.
  private static Map<String, ListenerStatus> undeclared(Snapshot yard, Before before, Instant now) {
    Map<String, ListenerStatus> statuses = new TreeMap<>();
    for (ListenerStatus it : before.listeners().values()) {
      boolean isUnreadable = yard.listeners().unreadable().contains(it.name());
      if (!yard.listeners().declared().containsKey(it.name())
          && (isUnreadable || !it.batches().isEmpty())) {
        statuses.put(
            it.name(),
            isUnreadable
                ? it
                : it.undeclared(
                    new Condition(
                        ListenerStatus.STARTING,
                        Truth.FALSE,
                        "Undeclared",
                        "no file declares it any more; which runs shared a train is kept here",
                        now)));
      }
    }
    return statuses;
  }

  private static TakenRuns taken(Map<String, TakenRuns> taken, String name) {
    return requireNonNull(taken.get(name), name);
  }

  /// Runs that another listener takes too start nothing for either.
  private static TakenRuns apart(TakenRuns taken, Set<Long> contested) {
    return contested.isEmpty() ? taken : taken.without(new TreeSet<>(contested));
  }

  private Heard heard(Declared<RunListenerSpec> listener) {
    Heard known = heard.get(listener.name());
    if (known == null || !known.listener.content().equals(listener.content())) {
      Heard next = new Heard(listener);
      next.fleet = known == null ? Map.of() : known.fleet;
      heard.put(listener.name(), next);
      return next;
    }
    return known;
  }

  @SuppressWarnings("ReferenceEquality") // an equal table would do as well
  private TakenRuns taken(Declared<RunListenerSpec> listener, Before before) {
    Heard known = heard(listener);
    SourceView view = before.sources().getOrDefault(listener.spec().source(), SourceView.UNREAD);
    RunTable table = view.table();
    boolean whole = table != null && table.fields().containsAll(listener.spec().fields());
    if (table == null || !whole) {
      return TakenRuns.said(listener.spec(), before.listeners().get(listener.name()));
    }
    TakenRuns taken = known.taken;
    if (taken == null || known.table != table) {
      taken = TakenRuns.of(known.match.of(table));
      known.taken = taken;
      known.table = table;
    }
    return taken;
  }

  @SuppressWarnings("ReferenceEquality") // to compare many runs takes longer than to copy them
  private static List<Long> runs(Heard known, NavigableSet<Long> matched) {
    if (matched != known.numbers) {
      known.numbers = matched;
      known.runs = List.copyOf(matched);
    }
    return known.runs;
  }

  /// All trains of the yard, in a map that shares with the last one what is the same.
  private SharingMap<String, Declared<TrainSpec>> trains(
      Snapshot yard, Map<String, Declared<TrainSpec>> started) {
    SharingMap<String, Declared<TrainSpec>> now = SharingMap.copyOf(yard.trains());
    SharingMap<String, Declared<TrainSpec>> next = all;
    Set<String> changed = new HashSet<>(base.differences(now));
    for (String name : changed) {
      Declared<TrainSpec> train = now.get(name);
      next = train == null ? next.without(name) : next.with(name, train);
    }
    for (Declared<TrainSpec> train : started.values()) {
      next = train.equals(next.get(train.name())) ? next : next.with(train.name(), train);
    }
    if (next.size() > now.size() + started.size()) {
      for (String name : List.copyOf(next.keySet())) {
        boolean there = now.containsKey(name) || started.containsKey(name);
        next = there ? next : next.without(name);
      }
    }
    base = now;
    all = next;
    return next;
  }

  /// Trains of listeners that cannot be read are not deleted.
  private Set<String> unreadable(Snapshot yard) {
    Set<String> names = new HashSet<>(yard.unreadableTrains());
    for (String listener : yard.listeners().unreadable()) {
      trains.of(listener).keySet().forEach(run -> names.add(ListenerTrains.name(listener, run)));
    }
    return names;
  }
}
