package dev.trainyard.job;

import dev.trainyard.job.ProcFs.Traffic;
import dev.trainyard.model.work.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Measures the processes of one wagon: often until one is seen, which may take a while where a
/// tool confines it first, and then at first, so that a short one has figures too; then once a
/// second, but five times a second while it is nearer to its limit than half of it; the
/// proportional set size, which costs about 15 ms per GB, only as often as it takes at most one per
/// cent of a core. Keeps a row a second for `prmon.txt`.
final class ResourceSampler {
  private static final Duration FIRST = Duration.ofMillis(5);
  private static final Duration SLOW = Duration.ofMillis(200);
  private static final Duration SLOWEST = Duration.ofSeconds(1);
  private static final Duration SHORT_WAGON = Duration.ofSeconds(5);
  private static final Duration ROW = Duration.ofSeconds(1);
  private static final Duration FIRST_ROWS = Duration.ofMillis(100);
  private static final long SHARE_OF_CORE = 100;
  private static final long FREE_NANOS = Duration.ofMillis(5).toNanos();
  private static final int KIBI = 1024;
  private static final String HEADER =
      "Time\twtime\tpss\trss\tswap\tvmem\trchar\tread_bytes\twchar\twrite_bytes"
          + "\tstime\tutime\tnprocs\tnthreads\n";

  private final Members members;
  private final InstantSource clock;
  private final long pageSize = Posix.pageSize();
  private final long started = System.nanoTime();
  private final StringBuilder rows = new StringBuilder(HEADER);
  private @Nullable Duration ended;
  private long nextSample;
  private long nextRow;
  private Duration pause = FIRST;
  private long proportionalCost;
  private long proportional;
  private long proportionalMax;
  private double proportionalSum;
  private int proportionalReadings;
  private long residentMax;
  private long virtualMax;
  private int processesMax;
  private Duration cpu = Duration.ZERO;
  private Traffic traffic = Traffic.NONE;

  ResourceSampler(Members members, InstantSource clock) {
    this.members = members;
    this.clock = clock;
  }

  Duration elapsed() {
    return ended != null ? ended : Duration.ofNanos(System.nanoTime() - started);
  }

  /// How long until the next sample is due.
  Duration untilNext() {
    return Duration.ofNanos(Math.max(0, nextSample - elapsed().toNanos()));
  }

  /// Takes a sample if one is due.
  ///
  /// @return the memory in use as far as it had to be found out: at most `limit` if within it
  long sampleIfDue(long limit) {
    long now = elapsed().toNanos();
    if (now < nextSample) {
      return 0;
    }
    Set<Integer> pids = members.measured();
    Sample sample = Sample.of(pids, pageSize);
    fold(sample);
    boolean suspicious = sample.resident() > limit;
    if (suspicious || proportionalCost <= FREE_NANOS + now / SHARE_OF_CORE) {
      readProportional(pids);
    }
    if (now >= nextRow) {
      row(sample, pids);
      nextRow = now + (now < ROW.toNanos() ? FIRST_ROWS : ROW).toNanos();
    }
    boolean often = elapsed().compareTo(SHORT_WAGON) < 0 || sample.resident() > limit / 2;
    boolean unseen = residentMax == 0 && elapsed().compareTo(SHORT_WAGON) < 0;
    pause = unseen ? FIRST : min(pause.multipliedBy(3).dividedBy(2), often ? SLOW : SLOWEST);
    nextSample = elapsed().toNanos() + pause.toNanos();
    return suspicious ? proportional : sample.resident();
  }

  private void fold(Sample sample) {
    residentMax = Math.max(residentMax, sample.resident());
    virtualMax = Math.max(virtualMax, sample.virtual());
    processesMax = Math.max(processesMax, sample.processes());
    cpu = max(cpu, sample.cpu());
    traffic = largest(traffic, sample.traffic());
  }

  private void readProportional(Set<Integer> pids) {
    long before = System.nanoTime();
    long sum = 0;
    for (int pid : pids) {
      sum += ProcFs.proportional(pid);
    }
    proportionalCost += System.nanoTime() - before;
    if (sum > 0) {
      proportional = sum;
      proportionalMax = Math.max(proportionalMax, sum);
      proportionalSum += sum;
      proportionalReadings++;
    }
  }

  private void row(Sample sample, Set<Integer> pids) {
    Instant now = clock.instant();
    long swap = pids.stream().mapToLong(ProcFs::swapped).sum();
    Traffic io = sample.traffic();
    rows.append(now.getEpochSecond()).append('\t').append(seconds(elapsed()));
    for (long bytes : new long[] {proportional, sample.resident(), swap, sample.virtual()}) {
      rows.append('\t').append(bytes / KIBI);
    }
    rows.append('\t').append(io.readCalls()).append('\t').append(io.readDisk());
    rows.append('\t').append(io.writeCalls()).append('\t').append(io.writtenDisk());
    rows.append('\t').append(seconds(sample.system())).append('\t').append(seconds(sample.user()));
    rows.append('\t').append(sample.processes()).append('\t').append(sample.threads()).append('\n');
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f", time.toMillis() / 1000.0);
  }

  /// The last look, when the first process has ended and is not forgotten yet: its figures now
  /// include all the children that it waited for.
  void lastSample() {
    ended = elapsed();
    Set<Integer> pids = members.measured();
    Sample sample = Sample.of(pids, pageSize);
    fold(sample);
    traffic = largest(traffic, sample.traffic().plus(members.trafficOfOrphans()));
    row(sample, pids);
  }

  /// What was measured.
  ///
  /// @param cpuAtEnd CPU time as the kernel counted it at the end
  ResourceUsage usage(Duration cpuAtEnd, long logBytes) {
    long average =
        proportionalReadings == 0 ? 0 : Math.round(proportionalSum / proportionalReadings);
    return new ResourceUsage(
        max(cpu, cpuAtEnd),
        elapsed(),
        Math.max(residentMax, proportionalMax),
        proportionalMax,
        average,
        virtualMax,
        traffic.readCalls(),
        traffic.writeCalls(),
        0,
        logBytes,
        processesMax);
  }

  /// The samples as a `prmon.txt`.
  String prmon() {
    return rows.toString();
  }

  private static Traffic largest(Traffic a, Traffic b) {
    return new Traffic(
        Math.max(a.readCalls(), b.readCalls()),
        Math.max(a.writeCalls(), b.writeCalls()),
        Math.max(a.readDisk(), b.readDisk()),
        Math.max(a.writtenDisk(), b.writtenDisk()));
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
