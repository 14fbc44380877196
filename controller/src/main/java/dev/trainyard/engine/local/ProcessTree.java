package dev.trainyard.engine.local;

import dev.trainyard.engine.local.Processes.Entry;
import dev.trainyard.engine.local.Processes.Stat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Ends all processes of a task, wherever they went: its wrapper, everything that descends from it
/// or is in a session or group of such a process, and everything that bears the task's marker.
final class ProcessTree {
  private static final int ROUNDS = 400;
  private static final long FIRST_PAUSE = 1_000_000;
  private static final long LONGEST_PAUSE = 100_000_000;

  private final Processes processes;

  ProcessTree(Processes processes) {
    this.processes = processes;
  }

  /// What became of ending a tree.
  enum Outcome {
    GONE,
    /// Some could not be ended yet, as happens while a disk does not answer.
    REMAINS
  }

  /// Kills until a look at all processes finds none, since they may start others meanwhile.
  ///
  /// @param wrapper the process that claimed the task, dead or alive
  /// @param markers which markers mean that a process is to be ended
  Outcome end(Optional<Claim> wrapper, Predicate<String> markers) {
    Map<Long, Long> known = new HashMap<>();
    wrapper
        .filter(claim -> claim.boot().equals(processes.boot()))
        .ifPresent(claim -> known.put(claim.pid(), claim.started()));
    long pause = FIRST_PAUSE;
    for (int round = 0; round < ROUNDS && !Thread.currentThread().isInterrupted(); round++) {
      List<Entry> found = find(known, markers);
      if (found.isEmpty()) {
        return Outcome.GONE;
      }
      found.forEach(entry -> entry.handle().destroyForcibly());
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    return Outcome.REMAINS;
  }

  /// The tree's processes, ancestors first: the wrapper must not live to see its command die and
  /// note an exit code that is ours.
  ///
  /// @param known start times by pid of what belongs to the tree, dead or alive; grows
  private List<Entry> find(Map<Long, Long> known, Predicate<String> markers) {
    List<Entry> found = new ArrayList<>();
    List<Entry> rest = new ArrayList<>();
    for (Entry entry : processes.all()) {
      Stat stat = entry.stat();
      known.computeIfPresent(
          stat.pid(), (_, started) -> started == stat.started() ? started : null);
      boolean ours = known.containsKey(stat.pid()) || entry.marker().filter(markers).isPresent();
      (ours ? found : rest).add(entry);
    }
    List<Entry> related = found;
    while (!related.isEmpty()) {
      related.forEach(entry -> known.put(entry.stat().pid(), entry.stat().started()));
      related = rest.stream().filter(entry -> isRelated(entry.stat(), known)).toList();
      rest.removeAll(related);
      found.addAll(related);
    }
    found.sort(Comparator.comparingLong((Entry e) -> e.stat().started()).thenComparing(ORDER));
    return found;
  }

  /// Of processes started within one clock tick, the leader of the session is the wrapper.
  private static final Comparator<Entry> ORDER =
      Comparator.comparing(entry -> entry.stat().pid() != entry.stat().session());

  private static boolean isRelated(Stat stat, Map<Long, Long> known) {
    return known.containsKey(stat.parent())
        || known.containsKey(stat.session())
        || known.containsKey(stat.group());
  }
}
