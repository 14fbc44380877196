package dev.trainyard.job;

import dev.trainyard.job.JobSettings.Custody;
import dev.trainyard.job.ProcFs.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Whose child is whose. A job process that owns all its children adopts every orphaned descendant:
/// however a wagon's process forks away, it stays below the job and is found.
///
/// An orphan belongs to the wagon whose session, marker or known tree it comes from. One that has
/// wiped off all of that belongs to the only wagon that runs; while several do, it belongs to
/// nobody yet, and falls to the one that runs longest.
final class Adoption {
  /// The variable that marks every process of a wagon.
  static final String MARKER = "TRAINYARD_EXECUTION";

  private static final String NOBODY = "";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Custody custody;
  private final int self = Math.toIntExact(ProcessHandle.current().pid());
  private final Map<Integer, String> started = new HashMap<>();
  private final Map<Integer, String> orphans = new HashMap<>();
  private final Map<String, Set<Integer>> seen = new HashMap<>();
  private final Map<String, Duration> reaped = new HashMap<>();
  private final Map<String, Traffic> traffic = new HashMap<>();

  Adoption(Custody custody) {
    this.custody = custody;
    if (custody == Custody.ALL_CHILDREN) {
      Posix.adoptOrphans();
    }
  }

  /// Whether no descendant can get out of sight.
  boolean holdsAll() {
    return custody == Custody.ALL_CHILDREN;
  }

  /// Starts a program that `owner` names; it is known before anybody looks for orphans.
  synchronized int start(Spawn program, String owner) throws IOException {
    int pid = program.start();
    started.put(pid, owner);
    return pid;
  }

  /// Takes an ended program off the kernel's list.
  synchronized Optional<Posix.Ended> reap(int pid) {
    Optional<Posix.Ended> ended = Posix.reap(pid);
    String owner = started.remove(pid);
    seen.remove(owner);
    return ended;
  }

  /// Remembers that these processes are the owner's, should they be orphaned later.
  synchronized void note(String owner, Set<Integer> pids) {
    seen.computeIfAbsent(owner, o -> new HashSet<>()).addAll(pids);
  }

  /// The living orphans of one owner.
  synchronized List<Integer> orphansOf(String owner) {
    look();
    return orphans.entrySet().stream()
        .filter(orphan -> orphan.getValue().equals(owner))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Ends every orphan there is, whoever it comes from, and what they still start meanwhile.
  void endAll() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Set<Integer> living = livingOrphans();
    while (!living.isEmpty() && System.nanoTime() < deadline) {
      living.forEach(pid -> Posix.signal(pid, Posix.SIGKILL));
      LockSupport.parkNanos(PAUSE.toNanos());
      living = livingOrphans();
    }
  }

  private synchronized Set<Integer> livingOrphans() {
    look();
    Set<Integer> living = new HashSet<>();
    orphans.keySet().forEach(orphan -> living.addAll(ProcFs.tree(orphan)));
    return living;
  }

  /// CPU time of the owner's orphans that have ended.
  synchronized Duration cpuOfOrphans(String owner) {
    look();
    return reaped.getOrDefault(owner, Duration.ZERO);
  }

  /// What the owner's orphans have read and written that have ended.
  synchronized Traffic trafficOfOrphans(String owner) {
    look();
    return traffic.getOrDefault(owner, Traffic.NONE);
  }

  private void look() {
    if (custody == Custody.OWN_CHILDREN) {
      return;
    }
    Set<Integer> children = new HashSet<>(ProcFs.children(self));
    orphans.keySet().retainAll(children);
    for (int child : children) {
      if (!started.containsKey(child)) {
        adopt(child);
      }
    }
  }

  private void adopt(int child) {
    Optional<ProcFs.Stat> stat = ProcFs.stat(child);
    if (stat.isEmpty()) {
      return;
    }
    String known = orphans.getOrDefault(child, NOBODY);
    if (wagons().noneMatch(known::equals)) {
      orphans.put(child, ownerOf(stat.get()));
    }
    if (stat.get().isZombie()) {
      String owner = orphans.getOrDefault(child, NOBODY);
      traffic.merge(owner, ProcFs.traffic(child), Traffic::plus);
      Posix.reap(child)
          .ifPresent(
              ended -> {
                orphans.remove(child);
                reaped.merge(owner, ended.cpu(), Duration::plus);
              });
    }
  }

  private String ownerOf(ProcFs.Stat orphan) {
    String bySession = started.get(orphan.session());
    if (bySession != null) {
      return bySession;
    }
    for (Map.Entry<String, Set<Integer>> known : seen.entrySet()) {
      if (known.getValue().contains(orphan.pid())) {
        return known.getKey();
      }
    }
    String environment = "\n" + ProcFs.environment(orphan.pid()) + "\n";
    return wagons()
        .filter(owner -> environment.contains("\n" + MARKER + "=" + owner + "\n"))
        .findFirst()
        .orElseGet(() -> wagons().count() == 1 ? wagons().findFirst().orElseThrow() : NOBODY);
  }

  private Stream<String> wagons() {
    return started.values().stream().filter(owner -> !owner.equals(Guard.NAME)).distinct();
  }
}
