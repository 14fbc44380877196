package dev.trainyard.plan;

import dev.trainyard.model.RunSet;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.ListenerStatus.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which runs of a listener share a train: what was said of that stays, further runs are gathered.
/// A batch starts nothing before the status branch surely says it: whoever comes after us makes the
/// same train of it.
final class ListenerBatches {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final ListenerFleet.Ground ground;
  private final List<Batch> said;
  private final TreeMap<Long, List<Long>> byFirst = new TreeMap<>();

  ListenerBatches(ListenerFleet.Ground ground) {
    this.ground = ground;
    ListenerStatus status = ground.said();
    String name = ground.listener().name();
    this.said =
        status == null ? ground.before().pinned().getOrDefault(name, List.of()) : status.batches();
    said.forEach(it -> byFirst.put(it.first(), List.copyOf(it.runs().numbers())));
  }

  /// Batches with those that are made now.
  ///
  /// @param since when runs wait for a batch; null if none does
  /// @param due when a batch is full by its age, or is published
  record Gathering(List<Batch> batches, @Nullable Instant since, Optional<Instant> due) {}

  List<Batch> said() {
    return said;
  }

  /// The runs of the train that is called by this one.
  List<Long> runs(long first) {
    return byFirst.getOrDefault(first, List.of(first));
  }

  /// The runs of all batches.
  NavigableSet<Long> all() {
    NavigableSet<Long> all = new TreeSet<>();
    byFirst.values().forEach(all::addAll);
    return all;
  }

  /// Batches that have no train yet and are surely known to whoever comes after us.
  SortedMap<Long, List<Long>> published() {
    ListenerStatus surely = ground.before().published().get(ground.listener().name());
    SortedMap<Long, List<Long>> published = new TreeMap<>();
    for (Batch batch : surely == null ? List.<Batch>of() : surely.batches()) {
      if (!ground.trains().containsKey(batch.first()) && said.contains(batch)) {
        published.put(batch.first(), runs(batch.first()));
      }
    }
    return published;
  }

  /// Makes batches of runs that have no train.
  Gathering gather(RunListenerSpec.Batch rule, NavigableSet<Long> free) {
    ListenerStatus status = ground.said();
    Instant before = status == null ? null : status.gathering();
    Instant since = before == null ? ground.now() : before;
    Instant until = since.plus(rule.after());
    List<Batch> all = new ArrayList<>(said);
    List<Long> open = new ArrayList<>(free);
    while (open.size() >= rule.runs() || (!open.isEmpty() && !ground.now().isBefore(until))) {
      List<Long> some = open.subList(0, Math.min(rule.runs(), open.size()));
      all.add(new Batch(some.getFirst(), RunSet.of(some)));
      some.clear();
      since = ground.now();
    }
    Optional<Instant> due =
        all.size() > said.size() ? Optional.of(soon()) : Optional.<Instant>empty();
    return open.isEmpty()
        ? new Gathering(all, null, due)
        : new Gathering(all, since, due.or(() -> Optional.of(until)));
  }

  /// Whether there are some that wait to be published.
  boolean isUnpublished() {
    Set<Long> unstarted = new TreeSet<>(byFirst.keySet());
    unstarted.removeAll(ground.trains().keySet());
    return !published().keySet().containsAll(unstarted);
  }

  /// What was made now is looked at again as soon as it is published.
  Instant soon() {
    return ground.now().plus(LOOK_AGAIN);
  }
}
