package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.job.JobSettings.Groups;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.work.ExitCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Jobs as real processes: killed, cancelled, raced, and with wagons that try to stay behind.
class JobProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void leavesNothingButRubbishWhenKilledAndCommitsWhenRunAgain() throws Exception {
    yard.wagon(
        "a/long",
        "touch $TRAINYARD_OUTPUT/out.txt; [ -e "
            + folder
            + "/again ] || "
            + "{ touch "
            + folder
            + "/running; "
            + sleep()
            + " & "
            + sleep()
            + "; }");
    yard.pin();
    Process killed = command();
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("running")));

    killed.destroyForcibly().waitFor();

    await().atMost(PATIENCE).until(() -> sleepers().isEmpty());
    assertThat(yard.store.layout().jobs(Yard.ORDER)).doesNotExist();
    assertThat(yard.store.layout().attempts(Yard.ORDER)).doesNotExist();
    assertThat(rubbish()).hasSize(1);
    Files.createFile(folder.resolve("again"));
    assertThat(command().waitFor()).isEqualTo(JobEnd.COMMITTED.exitCode());
    assertThat(yard.committed(0).cause()).isEqualTo(ExitCause.SUCCEEDED);
    assertThat(yard.store.cleanTemporary(Instant.MAX)).hasSize(1);
    assertThat(rubbish()).isEmpty();
  }

  @Test
  void keepsTheTemporaryFolderOfAJobThatRuns() throws Exception {
    yard.wagon("a/long", "touch " + folder + "/running; " + sleep());
    yard.pin();
    command();
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("running")));

    List<Path> cleaned = yard.store.cleanTemporary(Instant.MAX);

    assertThat(cleaned).isEmpty();
  }

  @Test
  void recordsACancellationAndEndsItsWagons() throws Exception {
    yard.wagon("a/long", "touch " + folder + "/running; " + sleep());
    yard.pin();
    Process cancelled = command();
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("running")));

    cancelled.destroy();

    assertThat(cancelled.waitFor()).isEqualTo(JobEnd.CANCELLED.exitCode());
    assertThat(sleepers()).isEmpty();
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.CANCELLED);
    assertThat(rubbish()).isEmpty();
  }

  @Test
  void leavesNoWagonRunningWhenItsLogCannotBeWritten() throws Exception {
    String wait = "until [ -e " + folder + "/go ]; do sleep 0.02; done; echo more; ";
    yard.wagon("a/long", sleep() + " & touch " + folder + "/running; " + wait + sleep());
    yard.pin();
    Process job = command();
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("running")));

    Process limit =
        new ProcessBuilder("prlimit", "--pid", job.pid() + "", "--fsize=0:unlimited").start();
    assertThat(limit.waitFor()).isZero();
    Files.createFile(folder.resolve("go"));

    assertThat(job.waitFor()).isNotZero();
    assertThat(sleepers()).isEmpty();
    assertThat(yard.store.layout().jobs(Yard.ORDER)).doesNotExist();
  }

  @Test
  void refusesAnOutputThatIsTooLargeToBeMerged() throws Exception {
    Merge json = new Merge(MergeKind.JSON, List.of(), 0, List.of());
    String script =
        "{ echo '[1'; yes ,1 | head -n 4000000; echo ']'; } > $TRAINYARD_OUTPUT/out.txt";
    yard.wagon("a/big", script, Yard.USUAL, List.of(Yard.output("out.txt", json)));
    yard.pin();

    Process job =
        java("-Xmx48m", JobInProcess.class.getName(), yard.root + "/store", Groups.NEVER.name());

    assertThat(job.waitFor()).isEqualTo(JobEnd.WAGON_FAILED.exitCode());
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.MERGE_FAILED);
    assertThat(yard.failed().message()).contains("too large to be merged as json");
  }

  @Test
  void commitsOnceWhenTwoExecutionsRace() throws Exception {
    yard.wagon("a/both", "echo $$ > $TRAINYARD_OUTPUT/out.txt; sleep 0.3");
    yard.pin();

    List<Process> racers = List.of(command(), command(), command());

    for (Process racer : racers) {
      assertThat(racer.waitFor()).isEqualTo(JobEnd.COMMITTED.exitCode());
    }
    assertThat(yard.store.layout().jobs(Yard.ORDER).toFile().list()).containsExactly("0");
    Path output = yard.store.layout().job(Yard.ORDER, 0).resolve("a/both/out.txt");
    assertThat(Checksum.of(output).sha256())
        .isEqualTo(yard.committed(0).wagons().getFirst().outputs().getFirst().sha256());
    assertThat(yard.store.layout().attempts(Yard.ORDER)).doesNotExist();
    assertThat(rubbish()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void endsWhatForksAwayWithAWipedEnvironment(Groups groups) throws Exception {
    String daemon =
        "setsid sh -c \"setsid env -i " + sleep() + " & setsid env -i " + sleep() + " &\"";
    yard.wagon(
        "a/daemon", daemon + " >/dev/null 2>&1 & touch $TRAINYARD_OUTPUT/out.txt; sleep 0.2");
    yard.pin();

    Process job = java(JobInProcess.class.getName(), yard.root + "/store", groups.name());

    assertThat(job.waitFor()).isEqualTo(JobEnd.COMMITTED.exitCode());
    assertThat(sleepers()).isEmpty();
    assertThat(yard.committed(0).wagons().getFirst().message()).contains("left processes behind");
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void endsADaemonThatForksAwayBesideOtherWagons(Groups groups) throws Exception {
    yard.wagon(
        "a/daemon", "setsid env -i sh -c '" + sleep() + " &'; touch $TRAINYARD_OUTPUT/out.txt");
    yard.wagon("a/other", "sleep 0.5; touch $TRAINYARD_OUTPUT/out.txt");
    yard.pin();

    Process job = java(JobInProcess.class.getName(), yard.root + "/store", groups.name());

    assertThat(job.waitFor()).isEqualTo(JobEnd.COMMITTED.exitCode());
    assertThat(sleepers()).isEmpty();
  }

  private List<Path> rubbish() throws IOException {
    try (Stream<Path> entries = Files.list(yard.store.layout().temporary())) {
      return entries.toList();
    }
  }

  /// A program that runs for long and is told from those of other tests by its arguments.
  private String sleep() {
    return "sleep 600.0 0." + mark();
  }

  private int mark() {
    return 100_000_000 + Math.floorMod(folder.hashCode(), 100_000_000);
  }

  private List<Integer> sleepers() {
    return ProcFs.all().stream().filter(pid -> commandOf(pid).contains("0." + mark())).toList();
  }

  private static String commandOf(int pid) {
    try {
      String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      return command.startsWith("sleep") ? command : "";
    } catch (IOException e) {
      return "";
    }
  }

  private Process command() throws IOException {
    return java(
        "dev.trainyard.cli.Main",
        "job",
        "--store",
        yard.root.resolve("store").toString(),
        "--order",
        Yard.ORDER,
        "--submission",
        "ty-test-j1",
        "--index",
        "0");
  }

  private Process java(String... words) throws IOException {
    Process process =
        new ProcessBuilder(JavaWords.of(words))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("job" + started.size() + ".log").toFile())
            .start();
    started.add(process);
    return process;
  }
}
