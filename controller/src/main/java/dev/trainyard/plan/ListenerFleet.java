package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.RunSet;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListenerSpec.Starts;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.ListenerStatus.Batch;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
/// is a place ([Places]), the lowest run first. What has begun is not undone when its run stops
/// matching; what has not begun is.
final class ListenerFleet {
  /// Trains that wait for a person take no place, but there are never more than this.
  private static final int MOST_OPEN = 1000;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final Ground ground;
  private final RunListenerSpec listener;
  private final TakenRuns taken;
  private final Set<Long> held;
  private final Set<Long> bad;
  private final Map<Long, Integer> again = new HashMap<>();
  private final TreeMap<Long, List<Long>> batches = new TreeMap<>();

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
  /// @param assigned runs that have a train, or a batch
  /// @param underway how many trains are on their way
  /// @param queued how many runs wait for a place
  /// @param batches all there are
  /// @param gathering since when runs wait for a batch
  /// @param due when a batch is full by its age, or is published
  record Voyage(
      Map<String, Member> members,
      NavigableSet<Long> assigned,
      int underway,
      int queued,
      List<Batch> batches,
      @Nullable Instant gathering,
      Optional<Instant> due) {}

  ListenerFleet(Ground ground, TakenRuns taken) {
    this.ground = ground;
    this.listener = ground.listener().spec();
    this.taken = taken;
    this.held = Set.copyOf(listener.held());
    this.bad = new TreeSet<>();
    listener.bad().forEach(it -> bad.add(it.run()));
    listener.again().forEach(it -> again.put(it.run(), it.times()));
    said().forEach(it -> batches.put(it.first(), List.copyOf(it.runs().numbers())));
  }

  private List<Batch> said() {
    ListenerStatus said = ground.said();
    return said == null ? List.of() : said.batches();
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
    NavigableSet<Long> assigned = assigned();
    if (starts == null) {
      return new Voyage(Map.of(), assigned, 0, 0, said(), null, Optional.empty());
    }
    Draft draft = new Draft(starts, earlier);
    ground.trains().forEach(draft::keep);
    NavigableSet<Long> free = free(assigned);
    Gathering gathering = gather(starts, free);
    if (mayStart()) {
      published().forEach(draft::start);
      if (starts.batch() == null) {
        free.forEach(run -> draft.start(run, List.of(run)));
      }
    }
    int queued = free.size() - (starts.batch() == null ? draft.begun : 0);
    Optional<Instant> due =
        draft.waitsForPublication ? Optional.of(ground.now().plus(LOOK_AGAIN)) : gathering.due;
    return new Voyage(
        draft.members, assigned, draft.active, queued, gathering.batches, gathering.since, due);
  }

  /// Runs of trains and of batches.
  private NavigableSet<Long> assigned() {
    NavigableSet<Long> assigned = new TreeSet<>();
    ground.trains().keySet().forEach(run -> assigned.addAll(runs(run)));
    batches.values().forEach(assigned::addAll);
    return assigned;
  }

  private List<Long> runs(long first) {
    return batches.getOrDefault(first, List.of(first));
  }

  /// Runs that are to start something and have not.
  private NavigableSet<Long> free(Set<Long> assigned) {
    NavigableSet<Long> free = new TreeSet<>(taken.matched());
    free.removeAll(assigned);
    free.removeAll(held);
    Starts starts = listener.starts();
    Declared<DatasetSpec> dataset =
        starts == null ? null : ground.yard().datasets().get(starts.train().dataset());
    var runs = dataset == null ? null : dataset.spec().runs();
    if (runs != null) {
      runs.exclude().forEach(free::remove);
    }
    return free;
  }

  /// Batches that have no train yet and are surely known to whoever comes after us.
  private SortedMap<Long, List<Long>> published() {
    ListenerStatus surely = ground.before().published().get(ground.listener().name());
    SortedMap<Long, List<Long>> published = new TreeMap<>();
    for (Batch batch : surely == null ? List.<Batch>of() : surely.batches()) {
      if (!ground.trains().containsKey(batch.first()) && said().contains(batch)) {
        published.put(batch.first(), runs(batch.first()));
      }
    }
    return published;
  }

  /// Batches with those that are made now.
  private record Gathering(List<Batch> batches, @Nullable Instant since, Optional<Instant> due) {}

  private Gathering gather(Starts starts, NavigableSet<Long> free) {
    RunListenerSpec.Batch rule = starts.batch();
    List<Batch> all = new ArrayList<>(said());
    if (rule == null || free.isEmpty() || !mayStart()) {
      return new Gathering(all, null, waiting(all));
    }
    ListenerStatus said = ground.said();
    Instant before = said == null ? null : said.gathering();
    Instant since = before == null ? ground.now() : before;
    Instant until = since.plus(rule.after());
    List<Long> open = new ArrayList<>(free);
    while (open.size() >= rule.runs() || (!open.isEmpty() && !ground.now().isBefore(until))) {
      List<Long> some = open.subList(0, Math.min(rule.runs(), open.size()));
      all.add(new Batch(some.getFirst(), RunSet.of(some)));
      some.clear();
      since = ground.now();
    }
    return open.isEmpty()
        ? new Gathering(all, null, waiting(all))
        : new Gathering(all, since, waiting(all).or(() -> Optional.of(until)));
  }

  /// What was made now is looked at again as soon as it is published.
  private Optional<Instant> waiting(List<Batch> all) {
    return all.size() > said().size()
        ? Optional.of(ground.now().plus(LOOK_AGAIN))
        : Optional.empty();
  }

  /// The trains while they are put together.
  private final class Draft {
    private final Starts starts;
    private final Map<String, Member> earlier;
    private final Map<String, Member> members = new TreeMap<>();
    private final boolean waitsForPublication;
    private int active;
    private int open;
    private int begun;

    Draft(Starts starts, Map<String, Member> earlier) {
      this.starts = starts;
      this.earlier = earlier;
      this.waitsForPublication = mayStart() && !published().keySet().containsAll(unstarted());
      for (TrainStatus train : ground.trains().values()) {
        active += isActive(train) ? 1 : 0;
        open += train.phase() instanceof TrainPhase.Terminal ? 0 : 1;
      }
    }

    private Set<Long> unstarted() {
      Set<Long> firsts = new TreeSet<>(batches.keySet());
      firsts.removeAll(ground.trains().keySet());
      return firsts;
    }

    private boolean hasPlace() {
      return mayStart() && active < starts.most() && open < MOST_OPEN;
    }

    private void take() {
      active++;
      open++;
    }

    /// A train that was started stays, unless nothing of it has begun or is to begin.
    void keep(long first, TrainStatus status) {
      List<Long> all = runs(first);
      int wanted = rerun(all);
      boolean deleted = TrainConditions.isDeleted(status);
      switch (status.phase()) {
        case TrainPhase.Waiting _ -> add(first, current(all), wanted);
        case TrainPhase.Underway _ -> add(first, good(all), wanted);
        case TrainPhase.Terminal phase -> {
          boolean starts = wanted > status.rerun() || (deleted && !isSuccess(phase));
          boolean goes = starts && hasPlace() && !current(all).isEmpty() && !isHeld(all);
          if (goes) {
            take();
            add(first, current(all), wanted);
          } else if (!deleted) {
            add(first, good(all).isEmpty() ? all : good(all), Math.min(wanted, status.rerun()));
          }
        }
      }
    }

    private static boolean isSuccess(TrainPhase.Terminal phase) {
      return phase instanceof TrainPhase.Succeeded;
    }

    void start(long first, List<Long> all) {
      List<Long> runs = current(all);
      if (hasPlace() && !runs.isEmpty() && !isHeld(all)) {
        take();
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

    /// How often the runs are to be run again.
    private int rerun(List<Long> runs) {
      return listener.rerun() + runs.stream().mapToInt(run -> again.getOrDefault(run, 0)).sum();
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
  }

  /// Whether a train is on its way, or about to be: not one that waits for a person.
  private static boolean isActive(TrainStatus train) {
    return switch (train.phase()) {
      case TrainPhase.Underway _, TrainPhase.Pending _ -> true;
      case TrainPhase.Blocked _, TrainPhase.Held _, TrainPhase.Terminal _ -> false;
    };
  }
}
