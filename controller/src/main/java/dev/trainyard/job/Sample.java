package dev.trainyard.job;

import dev.trainyard.job.ProcFs.Stat;
import dev.trainyard.job.ProcFs.Traffic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What the processes of a wagon use at one moment, summed; memory in bytes.
///
/// @param user CPU time in user mode of those that live and of the children they waited for
record Sample(
    Duration user,
    Duration system,
    long resident,
    long virtual,
    Traffic traffic,
    int processes,
    int threads) {

  /// Looks at these processes.
  static Sample of(Collection<Integer> pids, long pageSize) {
    List<Stat> stats = pids.stream().map(ProcFs::stat).flatMap(Optional::stream).toList();
    Duration user = Duration.ZERO;
    Duration system = Duration.ZERO;
    long resident = 0;
    long virtual = 0;
    int living = 0;
    int threads = 0;
    Traffic traffic = Traffic.NONE;
    for (Stat stat : stats) {
      user = user.plus(stat.user());
      system = system.plus(stat.system());
      resident += stat.pages() * pageSize;
      virtual += stat.virtual();
      living += stat.isZombie() ? 0 : 1;
      threads += stat.isZombie() ? 0 : stat.threads();
      traffic = traffic.plus(ProcFs.traffic(stat.pid()));
    }
    return new Sample(user, system, resident, virtual, traffic, living, threads);
  }

  Duration cpu() {
    return user.plus(system);
  }
}
