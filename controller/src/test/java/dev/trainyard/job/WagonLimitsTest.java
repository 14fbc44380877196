package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.job.JobSettings.Groups;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.ResourceUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is measured of wagons, and that memory is limited with control groups and without.
class WagonLimitsTest {
  private static final long MEBI = 1 << 20;

  /// Holds 100 MiB for a moment, in awk, which every machine has.
  private static final String HUNDRED_MEBI =
      "awk 'BEGIN { s = \"0123456789abcdef\"; for (i = 0; i < 22; i++) s = s s;"
          + " system(\"sleep 1.5\"); print length(s) }' </dev/null";

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void endsAWagonOverItsMemory(Groups groups) throws IOException {
    yard.groups = groups;
    Resources small = new Resources(ByteSize.parse("32Mi"), 1, Duration.ofSeconds(20));
    yard.wagon("a/big", HUNDRED_MEBI, small, List.of());

    yard.runFirst();

    WagonResult wagon = yard.failed().wagons().getFirst();
    assertThat(wagon.cause()).isEqualTo(ExitCause.OVER_MEMORY);
    assertThat(wagon.message()).startsWith("it used more than 32Mi of memory (");
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void endsManySmallProcessesThatAreOverTheMemoryTogether(Groups groups) throws IOException {
    yard.groups = groups;
    String small = HUNDRED_MEBI.replace("22", "20").replace("1.5", "20") + " & ";
    Resources limit = new Resources(ByteSize.parse("64Mi"), 1, Duration.ofSeconds(60));
    yard.wagon("a/many", small.repeat(8) + "wait", limit, List.of());

    yard.runFirst();

    assertThat(yard.failed().wagons().getFirst().cause()).isEqualTo(ExitCause.OVER_MEMORY);
  }

  /// As programs that may be executed but not read: their proportional size is hidden.
  @Test
  void endsAWagonOverItsMemoryThatMayNotBeLookedInto() throws Exception {
    String hide = "perl -e 'syscall(157, 4, 0, 0, 0, 0); ";
    Process hidden = new ProcessBuilder("/bin/sh", "-c", "exec " + hide + "sleep 20'").start();
    await().until(() -> isAsleep(hidden) || !hidden.isAlive());
    boolean isHidden = hidden.isAlive() && !canRead("/proc/" + hidden.pid() + "/smaps_rollup");
    hidden.destroyForcibly().waitFor();
    assumeTrue(isHidden, "this user may look into every process");
    yard.groups = Groups.NEVER;
    Resources limit = new Resources(ByteSize.parse("32Mi"), 1, Duration.ofSeconds(60));
    yard.wagon("a/secret", hide + "my $s = \"x\" x 100_000_000; sleep 20'", limit, List.of());

    yard.runFirst();

    assertThat(yard.failed().wagons().getFirst().cause()).isEqualTo(ExitCause.OVER_MEMORY);
    assertThat(yard.failed().wagons().getFirst().usage().pssMax()).isGreaterThan(32 * MEBI);
  }

  private static boolean isAsleep(Process process) {
    return ProcFs.stat((int) process.pid()).map(stat -> stat.state() == 'S').orElse(false);
  }

  private static boolean canRead(String file) {
    try {
      Files.readString(Path.of(file));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void grantsMoreMemoryWithAnAllowance(Groups groups) throws IOException {
    yard.groups = groups;
    Resources small = new Resources(ByteSize.parse("100Mi"), 1, Duration.ofSeconds(20));
    yard.wagon("a/big", HUNDRED_MEBI, small, List.of());
    yard.pin();

    JobEnd end = yard.runner().run(new JobRequest(Yard.ORDER, 0, "s", 2, List.of(), 1));

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
  }

  @Test
  void measuresTheMemoryOfAWagon() throws IOException {
    yard.wagon("a/big", HUNDRED_MEBI, Yard.USUAL, List.of());

    yard.runFirst();

    ResourceUsage usage = usage();
    assertThat(usage.rssMax()).isBetween(64 * MEBI, 300 * MEBI);
    assertThat(usage.pssMax()).isBetween(64 * MEBI, usage.rssMax());
    assertThat(usage.pssAverage()).isBetween(MEBI, usage.pssMax());
    assertThat(usage.virtualMax()).isGreaterThanOrEqualTo(usage.rssMax());
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void measuresTheCpuTimeOfAllProcessesOfAWagon(Groups groups) throws IOException {
    yard.groups = groups;
    String burn = "awk 'BEGIN { while (n++ < 4e6) x += n * n }' </dev/null";
    yard.wagon("a/busy", burn + " & " + burn + "; wait; times >&2", Yard.USUAL, List.of());

    yard.runFirst();

    double told = toldByShell();
    assertThat(usage().cpu().toMillis() / 1000.0).isBetween(told * 0.9, told * 1.3 + 0.1);
    assertThat(usage().processesMax()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void measuresAShortWagonToo() throws IOException {
    yard.wagon(
        "a/brief",
        "head -c 3000000 /dev/zero | cksum >/dev/null; sleep 0.3",
        Yard.USUAL,
        List.of());

    yard.runFirst();

    assertThat(usage().cpu()).isPositive();
    assertThat(usage().rssMax()).isPositive();
    assertThat(usage().readBytes()).isGreaterThan(3_000_000);
    assertThat(usage().writtenBytes()).isGreaterThanOrEqualTo(3_000_000);
  }

  @Test
  void keepsSamplesThatPrmonToolsRead() throws IOException {
    Output output = Yard.output("out.txt", Yard.NO_MERGE);
    yard.wagon("a/w", "sleep 0.3; touch $TRAINYARD_OUTPUT/out.txt", Yard.USUAL, List.of(output));

    yard.runFirst();

    Path job = yard.store.layout().job(Yard.ORDER, 0);
    List<String> lines = Files.readAllLines(job.resolve("logs/a/w.prmon.txt"));
    assertThat(lines.getFirst()).startsWith("Time\twtime\tpss\trss\tswap\tvmem\trchar");
    assertThat(lines).hasSizeGreaterThan(2);
    assertThat(lines).allSatisfy(line -> assertThat(line.split("\t", -1)).hasSize(14));
  }

  private ResourceUsage usage() throws IOException {
    return yard.committed(0).wagons().getFirst().usage();
  }

  /// Seconds of CPU that the shell's `times` printed: its own and its children's.
  private double toldByShell() throws IOException {
    Path log = yard.store.layout().job(Yard.ORDER, 0).resolve("logs/a/busy.log");
    double seconds = 0;
    for (String word : Files.readString(log).trim().split("\\s+", -1)) {
      String[] parts = word.replace("s", "").split("m", -1);
      seconds += 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
    }
    return seconds;
  }
}
