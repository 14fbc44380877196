package dev.trainyard.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineContract;
import dev.trainyard.engine.EngineFactory;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEngineTest extends EngineContract {
  private static final int SLOTS = 2;
  private static final ByteSize MEMORY = ByteSize.parse("1Gi");
  private static final SubmissionName OTHER = new SubmissionName("ty-other-j1");

  @TempDir Path ledger;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final InstantSource clock = now::get;
  private final AtomicReference<Instant> steady = new AtomicReference<>(Instant.EPOCH);
  private final List<LocalEngine> opened = new ArrayList<>();

  @Override
  protected List<String> factory() {
    return List.of(Factory.class.getName(), ledger.toString());
  }

  /// Opens one over a ledger.
  static final class Factory implements EngineFactory {
    @Override
    public Engine open(List<String> arguments) throws Exception {
      LocalSettings settings = LocalSettings.of(Path.of(arguments.getFirst()), SLOTS, MEMORY);
      return LocalEngine.open(settings, InstantSource.system());
    }
  }

  @Override
  protected Engine fresh() throws IOException {
    return open(LocalSettings.of(ledger, SLOTS, MEMORY));
  }

  private LocalEngine open(LocalSettings settings) throws IOException {
    close();
    LocalEngine fresh = LocalEngine.open(settings, clock, steady::get);
    opened.add(fresh);
    engine = fresh;
    return fresh;
  }

  @Override
  protected Engine unreachable() throws IOException {
    Files.delete(ledger.resolve(".owner"));
    return engine;
  }

  @Override
  protected void lose(SubmissionName name, int index) throws IOException {
    ProcessHandle.of(claimOf(index).pid()).orElseThrow().destroyForcibly();
  }

  @Override
  protected void evict(SubmissionName name, int index) {
    abort("the local engine takes nothing from a task");
  }

  @Override
  protected int many() {
    return 1000;
  }

  @Override
  protected int slots() {
    return SLOTS;
  }

  @AfterEach
  void leaveNothing() throws IOException {
    close();
    endTasks();
  }

  private void close() throws IOException {
    for (LocalEngine engine : opened) {
      engine.close();
    }
    opened.clear();
  }

  private void endTasks() throws IOException {
    Processes processes = Processes.ofThisMachine();
    new ProcessTree(processes)
        .end(Optional.empty(), marker -> marker.startsWith(ledger.toString()));
  }

  @Test
  void givesTasksNothingButTheirEnvironment() throws Exception {
    engine.submit(script(List.of(4), "env; pwd"));

    awaitOver(NAME);

    assertThat(engine.logs(NAME, 4).lines())
        .filteredOn(
            line ->
                !line.startsWith("PWD=") && !line.startsWith("_=") && !line.startsWith("SHLVL="))
        .containsExactlyInAnyOrder(
            "PATH=/usr/local/bin:/usr/bin:/bin",
            "LC_ALL=C.UTF-8",
            "TZ=UTC",
            "TRAINYARD_TASK=" + ledger.toRealPath() + "/" + NAME + "/4",
            ledger.toRealPath() + "/" + NAME + "/work");
  }

  @Test
  void takesTheCommandAsWordsOfAProgram() throws Exception {
    engine.submit(new TaskArray(NAME, List.of(0), List.of("exit", "0"), NEEDS, 0));
    engine.submit(
        new TaskArray(
            OTHER,
            List.of(0),
            List.of("printf", "%s|", "a b", "", "*", "$x", "{index}"),
            NEEDS,
            0));

    awaitOver(NAME);
    awaitOver(OTHER);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, new TaskState.Ended(127)));
    assertThat(engine.logs(OTHER, 0)).isEqualTo("a b||*|$x|0|");
  }

  @Test
  void startsByPriorityThenByAcceptance() throws Exception {
    engine.submit(script(List.of(0, 1), UNTIL_TOLD));
    for (int i = 1; i <= 4; i++) {
      SubmissionName name = new SubmissionName("ty-" + i);
      String note = "echo " + i + " >> $SHARED/ran";
      TaskNeeds all = new TaskNeeds(SLOTS, NEEDS.memory(), NEEDS.time());
      engine.submit(new TaskArray(name, List.of(0), command(note), all, i == 3 ? 5 : 0));
    }

    tell();
    awaitOver(new SubmissionName("ty-4"));

    assertThat(ran()).containsExactly("3", "1", "2", "4");
  }

  @Test
  void runsAsManyTasksAsItHasCores() throws Exception {
    String mostAtOnce =
        "mkdir $SHARED/up.$1; ls -d $SHARED/up.* | wc -l >> $SHARED/ran; rmdir $SHARED/up.$1";

    engine.submit(script(upTo(50), mostAtOnce));
    awaitOver(NAME);

    assertThat(ran()).hasSize(50).allMatch(line -> Integer.parseInt(line.strip()) <= SLOTS);
  }

  @Test
  void holdsTasksOverTheMemoryThatIsLeft() throws Exception {
    TaskNeeds most = new TaskNeeds(1, ByteSize.parse("600Mi"), NEEDS.time());
    engine.submit(new TaskArray(NAME, List.of(0, 1), command(UNTIL_TOLD), most, 0));

    await().until(() -> count(NAME, RUNNING) == 1);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, RUNNING, 1, WAITING));
    tell();
    awaitOver(NAME);
  }

  @Test
  void letsNothingOvertakeALargeTask() throws Exception {
    engine.submit(script(List.of(0), UNTIL_TOLD));
    TaskNeeds all = new TaskNeeds(SLOTS, NEEDS.memory(), NEEDS.time());
    engine.submit(new TaskArray(OTHER, List.of(0), command("true"), all, 0));
    SubmissionName small = new SubmissionName("ty-small");
    engine.submit(new TaskArray(small, List.of(0), command("true"), NEEDS, 0));

    await().until(() -> count(NAME, RUNNING) == 1);

    assertThat(tasks(OTHER)).isEqualTo(Map.of(0, WAITING));
    assertThat(tasks(small)).isEqualTo(Map.of(0, WAITING));
    tell();
    awaitOver(small);
  }

  @Test
  void refusesWhatItCanNeverRun() throws Exception {
    TaskNeeds cores = new TaskNeeds(3, NEEDS.memory(), NEEDS.time());
    TaskNeeds memory = new TaskNeeds(1, ByteSize.parse("2Gi"), NEEDS.time());

    assertThat(engine.submit(new TaskArray(NAME, List.of(0), command("true"), cores, 0)))
        .isEqualTo(
            new SubmitAnswer.Refused(
                "a task needs 3 cores and this engine has 2: ask for fewer, or give the engine"
                    + " more"));
    assertThat(engine.submit(new TaskArray(NAME, List.of(0), command("true"), memory, 0)))
        .isEqualTo(
            new SubmitAnswer.Refused(
                "a task needs 2Gi of memory and this engine has 1Gi: ask for less, or give the"
                    + " engine more"));
    assertThat(engine.observe().of(NAME)).isEqualTo(new Sighting.Absent());
  }

  @Test
  void endsATaskOverItsTimeLimitWithAllItsProcesses() throws Exception {
    engine.submit(script(List.of(0), DAEMON + UNTIL_TOLD));
    await().until(() -> Files.exists(shared.resolve("daemon")));

    steady.updateAndGet(t -> t.plus(NEEDS.time()).plusSeconds(1));
    awaitOver(NAME);

    TaskState late = new TaskState.Lost("it was over its time limit of 5m");
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, late));
    assertThat(processesOfTasks()).isEmpty();
    engine = fresh();
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, late));
  }

  @Test
  void leavesATaskAloneWhenTheClockIsSetForward() throws Exception {
    engine.submit(script(List.of(0), UNTIL_TOLD));
    await().until(() -> tasks(NAME).equals(Map.of(0, new TaskState.Running())));

    now.updateAndGet(t -> t.plus(Duration.ofDays(1)));
    steady.updateAndGet(t -> t.plusSeconds(10));
    engine.submit(new TaskArray(OTHER, List.of(0), command("true"), NEEDS, 0));
    awaitOver(OTHER);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, new TaskState.Running()));
  }

  @Test
  void cancelEndsProcessesThatLeftTheSession() throws Exception {
    engine.submit(script(List.of(0), DAEMON + UNTIL_TOLD));
    await().until(() -> Files.exists(shared.resolve("daemon")));

    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(processesOfTasks()).isEmpty();
  }

  @Test
  void cancelEndsDescendantsThatHideTheirEnvironment() throws Exception {
    engine.submit(
        script(
            List.of(0), "env -i PATH=$PATH setsid sh -c 'echo $$ > " + shared + "/up; sleep 300'"));
    await()
        .until(
            () ->
                Files.exists(shared.resolve("up"))
                    && !Files.readString(shared.resolve("up")).isEmpty());
    long hidden = Long.parseLong(Files.readString(shared.resolve("up")).strip());

    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(Processes.ofThisMachine().all()).noneMatch(entry -> entry.handle().pid() == hidden);
  }

  @Test
  void endsWhatATaskLeavesBehind() throws Exception {
    engine.submit(script(List.of(0), DAEMON));

    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
    await().untilAsserted(() -> assertThat(processesOfTasks()).isEmpty());
  }

  @Test
  void seesThatATaskWasKilledAndEndsWhatIsLeftOfIt() throws Exception {
    engine.submit(script(List.of(0), DAEMON + UNTIL_TOLD));
    await().until(() -> Files.exists(shared.resolve("daemon")));

    ProcessHandle.of(claimOf(0).pid()).orElseThrow().destroyForcibly();
    awaitOver(NAME);

    TaskState lost = new TaskState.Lost("it was killed from outside before it ended");
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, lost));
    assertThat(processesOfTasks()).isEmpty();
  }

  @Test
  void seesThatAnAdoptedTaskWasKilled() throws Exception {
    engine.submit(script(List.of(0), DAEMON + UNTIL_TOLD));
    await().until(() -> Files.exists(shared.resolve("daemon")));
    engine = fresh();

    ProcessHandle.of(claimOf(0).pid()).orElseThrow().destroyForcibly();
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).hasOnlyElementsOfType(TaskState.Lost.class);
    assertThat(processesOfTasks()).isEmpty();
  }

  @Test
  void seesThatTheMachineRestarted() throws Exception {
    engine.submit(script(List.of(0, 1, 2), UNTIL_TOLD));
    await().until(() -> count(NAME, RUNNING) == SLOTS);
    close();
    endTasks();
    Claim claim = claimOf(0);
    Files.writeString(pidFile(0), new Claim(claim.pid(), claim.started(), "earlier").toString());
    Files.writeString(pidFile(1), "");
    tell();

    engine = fresh();
    awaitOver(NAME);

    assertThat(tasks(NAME))
        .isEqualTo(
            Map.of(
                0, new TaskState.Lost("the machine restarted before it ended"),
                1, new TaskState.Lost("it was killed before its command started"),
                2, SUCCESS));
  }

  @Test
  void takesUpATaskThatAnEarlierEngineWasAboutToStart() throws Exception {
    String busy = UNTIL_TOLD.replace("told", "free");
    engine.submit(new TaskArray(OTHER, List.of(0, 1), command(busy), NEEDS, 0));
    engine.submit(script(List.of(0), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    Process late = wrapper(0, "echo $1 >> $SHARED/ran; " + UNTIL_TOLD);
    await().until(() -> ran().size() == 1);

    Files.createFile(shared.resolve("free"));
    awaitOver(OTHER);
    await().until(() -> count(NAME, RUNNING) == 1);
    tell();
    awaitOver(NAME);

    assertThat(late.waitFor()).isNotZero();
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
    assertThat(ran()).hasSize(1);
  }

  @Test
  void cancelEndsATaskThatAnEarlierEngineStartedUnseen() throws Exception {
    engine.submit(new TaskArray(OTHER, List.of(0, 1), command(UNTIL_TOLD), NEEDS, 0));
    engine.submit(script(List.of(0), UNTIL_TOLD));
    Process late = wrapper(0, "echo $1 >> $SHARED/ran; " + UNTIL_TOLD);
    await().until(() -> ran().size() == 1);

    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(late.waitFor()).isEqualTo(137);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, CANCELLED));
  }

  @Test
  void startsNothingOfWhatWasCancelledInTheMeantime() throws Exception {
    engine.submit(new TaskArray(OTHER, List.of(0, 1), command(UNTIL_TOLD), NEEDS, 0));
    engine.submit(script(List.of(0), "true"));
    engine.cancel(NAME);

    int code = wrapper(0, "echo $1 >> $SHARED/ran").waitFor();

    assertThat(code).isEqualTo(3);
    assertThat(ran()).isEmpty();
    engine = fresh();
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, CANCELLED));
  }

  @Test
  void dropsASubmissionThatWasHalfWrittenAndAcceptsItAnew() throws Exception {
    close();
    Path half = Files.createDirectories(ledger.resolve(".tmp").resolve(NAME.value()));
    Files.writeString(half.resolve("array.json"), "{");

    engine = fresh();

    assertThat(engine.observe().of(NAME)).isEqualTo(new Sighting.Absent());
    assertThat(engine.submit(script(List.of(0), "true"))).isEqualTo(new SubmitAnswer.Accepted());
    awaitOver(NAME);
  }

  @Test
  void finishesACancelThatWasCutShort() throws Exception {
    engine.submit(script(upTo(5), UNTIL_TOLD));
    await().until(() -> count(NAME, RUNNING) == SLOTS);
    close();
    Files.createFile(ledger.resolve(NAME.value()).resolve("cancelled"));

    engine = fresh();
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(CANCELLED).hasSize(5);
    assertThat(processesOfTasks()).isEmpty();
  }

  @Test
  void keepsASecondEngineOffTheLedger() throws Exception {
    assertThatThrownBy(() -> LocalEngine.open(LocalSettings.of(ledger, SLOTS, MEMORY), clock))
        .isInstanceOf(LedgerInUseException.class)
        .hasMessage(
            "the ledger "
                + ledger.toRealPath()
                + " is in use by another engine (this very process); end that one, or set another"
                + " folder");

    close();
    engine = fresh();
    assertThat(engine.submit(script(List.of(0), "true"))).isEqualTo(new SubmitAnswer.Accepted());
  }

  @Test
  void cutsLogsThatGrowTooLarge() throws Exception {
    engine =
        open(
            new LocalSettings(
                ledger,
                SLOTS,
                MEMORY,
                LocalSettings.MINIMAL_ENVIRONMENT,
                ByteSize.parse("10k"),
                Duration.ofDays(1)));
    engine.submit(
        script(List.of(0), "head -c 20000 /dev/zero | tr '\\0' x; " + UNTIL_TOLD + "; echo end"));

    await().until(() -> engine.logs(NAME, 0).contains("cut"));
    tell();
    awaitOver(NAME);

    assertThat(engine.logs(NAME, 0))
        .hasSizeBetween(5_000, 16_000)
        .endsWith("x\n[cut by Trainyard]\nend\n");
  }

  @Test
  void forgetsWhatWasOverLongAgo() throws Exception {
    engine.submit(script(List.of(0), "true"));
    awaitOver(NAME);
    engine.submit(new TaskArray(OTHER, List.of(0), command(UNTIL_TOLD), NEEDS, 0));

    now.updateAndGet(t -> t.plus(Duration.ofDays(29)));
    engine = fresh();

    await().until(() -> engine.observe().of(NAME).equals(new Sighting.Absent()));
    assertThat(engine.observe().of(OTHER)).isInstanceOf(Sighting.Seen.class);
    assertThat(ledger.resolve(NAME.value())).doesNotExist();
  }

  /// Starts a process in a session of its own that goes on, and notes when it is up.
  private static final String DAEMON =
      "export SHARED; setsid sh -c 'touch $SHARED/daemon; sleep 300' & "
          + "until [ -e $SHARED/daemon ]; do sleep 0.02; done; ";

  /// Starts a wrapper as an engine does that is killed right after.
  private Process wrapper(int index, String script) throws IOException {
    Processes processes = Processes.ofThisMachine();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setsid", "sh", ledger.resolve(".task.sh").toString()));
    command.addAll(List.of(ledger.resolve(NAME.value()).toString(), "" + index, processes.boot()));
    command.addAll(command(script));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TRAINYARD_TASK", ledger.toRealPath() + "/" + NAME + "/" + index);
    return builder.start();
  }

  private Path pidFile(int index) {
    return ledger.resolve(NAME.value()).resolve(index + ".pid");
  }

  private Claim claimOf(int index) throws IOException {
    return Claim.parse(Files.readString(pidFile(index))).orElseThrow();
  }

  private Stream<String> processesOfTasks() throws IOException {
    return Processes.ofThisMachine().all().stream()
        .flatMap(entry -> entry.marker().stream())
        .filter(marker -> marker.startsWith(ledger.toString()));
  }
}
