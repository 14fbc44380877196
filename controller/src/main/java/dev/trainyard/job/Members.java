package dev.trainyard.job;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The processes of one wagon: found by control group where there is one, else as the tree below
/// its first process and the orphans that come from it.
///
/// @param owner the marker of the wagon
/// @param leader its first process, also its session
/// @param group its control group, or null
/// @param walls what confines it, or null
record Members(
    Adoption adoption,
    String owner,
    int leader,
    @Nullable Cgroup group,
    Cell.@Nullable Walls walls) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(2);

  /// Those that are there now, zombies too.
  Set<Integer> now() {
    Set<Integer> found = new LinkedHashSet<>(ProcFs.tree(leader));
    adoption.orphansOf(owner).forEach(orphan -> found.addAll(ProcFs.tree(orphan)));
    if (group != null) {
      found.addAll(group.members());
    }
    adoption.note(owner, found);
    return found;
  }

  /// Those that are measured: all, without the tool that confines them.
  Set<Integer> measured() {
    Set<Integer> found = now();
    if (walls != null) {
      found.remove(leader);
      walls.init().ifPresent(found::remove);
    }
    return found;
  }

  /// Ends all of them and what they may still start meanwhile.
  ///
  /// @return whether any process besides the first was still there
  boolean killAll() {
    boolean others = strike();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Set<Integer> living = living();
    while (!living.isEmpty()) {
      others |= living.stream().anyMatch(this::isOther);
      if (group != null) {
        group.kill();
      }
      living.forEach(pid -> Posix.signal(pid, Posix.SIGKILL));
      LockSupport.parkNanos(PAUSE.toNanos());
      living = System.nanoTime() < deadline ? living() : Set.of();
    }
    return others;
  }

  /// Ends all at one stroke where that can be done, before anything is looked for: a flood of
  /// processes leaves no time for that.
  ///
  /// @return whether any process besides the first was still there, as far as it is seen here
  private boolean strike() {
    boolean others = false;
    if (group != null) {
      others = group.members().stream().filter(this::isOther).anyMatch(Members::isAlive);
      group.kill();
    }
    Optional<Integer> init =
        walls == null ? Optional.empty() : walls.init().filter(this::bearsOurMark);
    if (init.isPresent()) {
      others |= ProcFs.children(init.get()).stream().anyMatch(Members::isAlive);
      Posix.signal(init.get(), Posix.SIGKILL);
    }
    return others;
  }

  private static boolean isAlive(int pid) {
    return ProcFs.stat(pid).filter(stat -> !stat.isZombie()).isPresent();
  }

  private boolean isOther(int pid) {
    boolean isInit = walls != null && walls.init().filter(init -> init == pid).isPresent();
    return pid != leader && !isInit;
  }

  private Set<Integer> living() {
    Set<Integer> found = new LinkedHashSet<>(now());
    if (!adoption.holdsAll()) {
      ProcFs.all().stream().filter(this::isOurs).forEach(pid -> found.addAll(ProcFs.tree(pid)));
    }
    found.removeIf(pid -> ProcFs.stat(pid).map(ProcFs.Stat::isZombie).orElse(true));
    return found;
  }

  private boolean isOurs(int pid) {
    return ProcFs.stat(pid).map(stat -> stat.session() == leader).orElse(false)
        || bearsOurMark(pid);
  }

  private boolean bearsOurMark(int pid) {
    return ("\n" + ProcFs.environment(pid) + "\n")
        .contains("\n" + Adoption.MARKER + "=" + owner + "\n");
  }

  /// CPU time of all of them, once they have ended.
  Duration cpu(Duration ofLeader) {
    Duration ofTree = ofLeader.plus(adoption.cpuOfOrphans(owner));
    Duration ofGroup = group == null ? Duration.ZERO : group.cpu().orElse(Duration.ZERO);
    return ofTree.compareTo(ofGroup) >= 0 ? ofTree : ofGroup;
  }

  /// What those read and wrote that have ended apart from the first process.
  ProcFs.Traffic trafficOfOrphans() {
    return adoption.trafficOfOrphans(owner);
  }

  /// Whether the kernel ended one of them at the memory limit.
  boolean ranOutOfMemory() {
    return group != null && group.ranOutOfMemory();
  }

  /// Gives the control group back.
  void release() {
    if (group == null) {
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (!group.remove() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
