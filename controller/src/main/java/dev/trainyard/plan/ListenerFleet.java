package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListenerSpec.Starts;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The trains of one listener: those that it has started stay, further ones join them where there
/// is a place ([ListenerPlaces]), the lowest run first. What has begun is not undone when its run
/// stops matching; what has not begun is.
final class ListenerFleet {
  private final Ground ground;
  private final RunListenerSpec listener;
  private final TakenRuns taken;
  private final ListenerBatches batches;
  private final Set<Long> held;
  private final Set<Long> bad;
  private final Map<Long, Integer> again = new HashMap<>();

  /// What it is made from.
  ///
  /// @param trains of the listener, by first run
  record Ground(
      Snapshot yard,
      Declared<RunListenerSpec> listener,
      Listening.Before before,
      SortedMap<Long, TrainStatus> trains,
      Instant now) {
    @Nullable ListenerStatus said() {
      return before.listeners().get(listener.name());
    }
  }

  /// A train that exists.
  record Member(Declared<TrainSpec> train, Key key) {}

  /// All that a train is made from.
  ///
  /// @param runs those that it is for
  private record Key(Digest listener, Starts starts, List<Long> runs, boolean suspend, int rerun) {}

  /// The trains of a listener now.
  ///
  /// @param kept members that must not leave yet: all places are taken
  /// @param assigned runs that have a train, or a batch
  /// @param underway how many trains are on their way
  /// @param queued how many runs wait for a place
  /// @param gathering the batches, and what is gathered for the next one
  record Voyage(
      Map<String, Member> members,
      Set<String> kept,
      NavigableSet<Long> assigned,
      int underway,
      int queued,
      ListenerBatches.Gathering gathering) {}

  ListenerFleet(Ground ground, TakenRuns taken) {
    this.ground = ground;
    this.listener = ground.listener().spec();
    this.taken = taken;
    this.batches = new ListenerBatches(ground);
    this.held = Set.copyOf(listener.held());
    this.bad = new TreeSet<>();
    listener.bad().forEach(it -> bad.add(it.run()));
    listener.again().forEach(it -> again.put(it.run(), it.times()));
  }

  /// The runs that datasets get.
  NavigableSet<Long> matched() {
    return taken.matched();
  }

  /// Whether new trains may be started at all.
  private boolean mayStart() {
    return listener.starts() != null
        && !listener.suspend()
        && !ground.yard().isBroken(ground.listener());
  }

  /// Puts the trains together.
  ///
  /// @param earlier the members of the last time, by name
  Voyage assemble(Map<String, Member> earlier) {
    Starts starts = listener.starts();
    NavigableSet<Long> assigned = batches.all();
    ground.trains().keySet().forEach(run -> assigned.addAll(batches.runs(run)));
    if (starts == null) {
      return new Voyage(Map.of(), Set.of(), assigned, 0, 0, rest(Optional.empty()));
    }
    Draft draft = new Draft(starts, earlier);
    ground.trains().forEach(draft::keep);
    NavigableSet<Long> free = free(starts, assigned);
    if (mayStart()) {
      batches.published().forEach(draft::start);
      if (starts.batch() == null) {
        free.forEach(run -> draft.start(run, List.of(run)));
      }
    }
    int waiting = free.size() - (starts.batch() == null ? draft.begun : 0);
    return new Voyage(
        draft.members,
        draft.kept,
        assigned,
        draft.places.taken(),
        waiting + draft.places.waiting(),
        gather(starts, free));
  }

  private ListenerBatches.Gathering gather(Starts starts, NavigableSet<Long> free) {
    Optional<Instant> soon =
        mayStart() && batches.isUnpublished() ? Optional.of(batches.soon()) : Optional.empty();
    if (starts.batch() == null || free.isEmpty() || !mayStart()) {
      return rest(soon);
    }
    ListenerBatches.Gathering next = batches.gather(starts.batch(), free);
    return new ListenerBatches.Gathering(next.batches(), next.since(), soon.or(next::due));
  }

  private ListenerBatches.Gathering rest(Optional<Instant> due) {
    return new ListenerBatches.Gathering(batches.said(), null, due);
  }

  /// Runs that are to start something and have not.
  private NavigableSet<Long> free(Starts starts, Set<Long> assigned) {
    NavigableSet<Long> free = new TreeSet<>(taken.matched());
    free.removeAll(assigned);
    free.removeAll(held);
    Declared<DatasetSpec> dataset = ground.yard().datasets().get(starts.train().dataset());
    var runs = dataset == null ? null : dataset.spec().runs();
    if (runs != null) {
      runs.exclude().forEach(free::remove);
    }
    return free;
  }

  private boolean isHeld(List<Long> runs) {
    return runs.stream().anyMatch(held::contains);
  }

  private List<Long> good(List<Long> runs) {
    return bad.isEmpty() ? runs : runs.stream().filter(run -> !bad.contains(run)).toList();
  }

  /// Those that are asked for, as far as that is known.
  private List<Long> current(List<Long> runs) {
    return taken.basis() == TakenRuns.Basis.STATUS
        ? good(runs)
        : runs.stream().filter(taken.matched()::contains).toList();
  }

  /// How often the runs are to be run again.
  private int rerun(List<Long> runs) {
    return listener.rerun() + runs.stream().mapToInt(run -> again.getOrDefault(run, 0)).sum();
  }

  /// The trains while they are put together.
  private final class Draft {
    private final Starts starts;
    private final Map<String, Member> earlier;
    private final Map<String, Member> members = new TreeMap<>();
    private final Set<String> kept = new TreeSet<>();
    private final ListenerPlaces places;
    private int begun;

    Draft(Starts starts, Map<String, Member> earlier) {
      this.starts = starts;
      this.earlier = earlier;
      this.places =
          new ListenerPlaces(
              starts.most(),
              ground.trains(),
              run -> listener.suspend() || isHeld(batches.runs(run)));
    }

    /// A train that was started stays, unless nothing of it has begun or is to begin.
    void keep(long first, TrainStatus status) {
      List<Long> all = batches.runs(first);
      int wanted = rerun(all);
      switch (status.phase()) {
        case TrainPhase.Waiting _ -> {
          add(first, current(all), wanted);
          if (places.isQueued(first)) {
            kept.add(ListenerTrains.name(ground.listener().name(), first));
          }
        }
        case TrainPhase.Underway _ -> {
          if (!good(all).isEmpty()) {
            add(first, wanted > status.rerun() ? good(all) : all, wanted);
          }
        }
        case TrainPhase.Terminal phase -> over(first, status, phase);
      }
    }

    /// A train that is over runs again if that is asked for, and there is a place.
    private void over(long first, TrainStatus status, TrainPhase.Terminal phase) {
      List<Long> all = batches.runs(first);
      int wanted = rerun(all);
      boolean deleted = TrainConditions.isDeleted(status);
      boolean failed = !(phase instanceof TrainPhase.Succeeded);
      boolean goes = wanted > status.rerun() || (deleted && failed);
      if (goes && mayStart() && places.isFree() && !current(all).isEmpty() && !isHeld(all)) {
        places.take();
        add(first, current(all), wanted);
      } else if (!deleted) {
        add(first, all, Math.min(wanted, status.rerun()));
      }
    }

    void start(long first, List<Long> all) {
      List<Long> runs = current(all);
      if (places.isFree() && !runs.isEmpty() && !isHeld(all)) {
        places.take();
        begun++;
        add(first, runs, rerun(all));
      }
    }

    private void add(long first, List<Long> runs, int rerun) {
      if (runs.isEmpty()) {
        return;
      }
      String name = ListenerTrains.name(ground.listener().name(), first);
      boolean suspend = listener.suspend() || isHeld(runs);
      Key key = new Key(ground.listener().content(), starts, runs, suspend, rerun);
      Member known = earlier.get(name);
      members.put(name, known != null && known.key().equals(key) ? known : member(name, key));
    }

    private Member member(String name, Key key) {
      TrainSpec spec = starts.train().of(key.runs(), key.suspend(), key.rerun());
      Declared<RunListenerSpec> it = ground.listener();
      Digest content = Digest.ofParts(name, spec.toString());
      return new Member(
          new Declared<>(name, it.labels(), spec, it.position(), content, it.earlier()), key);
    }
  }
}
