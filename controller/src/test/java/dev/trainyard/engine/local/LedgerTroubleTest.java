package dev.trainyard.engine.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ledger that somebody else, or a failing disk, has had a hand in.
class LedgerTroubleTest {
  private static final SubmissionName FIRST = new SubmissionName("ty-first-j1");
  private static final SubmissionName SECOND = new SubmissionName("ty-second-j1");
  private static final TaskState CANCELLED = new TaskState.Cancelled();

  @TempDir private Path ledger;
  private LocalEngine engine;

  @BeforeEach
  void open() throws IOException {
    engine =
        LocalEngine.open(
            LocalSettings.of(ledger, 1, ByteSize.parse("1Gi")), InstantSource.system());
  }

  @AfterEach
  void end() throws Exception {
    engine.cancel(FIRST);
    engine.cancel(SECOND);
    await().until(() -> isOver(FIRST) && isOver(SECOND));
    engine.close();
  }

  @Test
  void endsATaskOnceItsFilesCanBeReadAgain() throws Exception {
    engine.submit(array(FIRST, "sleep", "300"));
    await().until(() -> Files.exists(file("0.pid")) && pid() > 0);
    ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
    Files.createDirectory(file("0.exit"));

    engine.cancel(FIRST);
    process.onExit().join();

    await()
        .during(Duration.ofSeconds(1))
        .until(() -> state(FIRST), state -> state.equals(new TaskState.Running()));
    Files.delete(file("0.exit"));
    await().untilAsserted(() -> assertThat(state(FIRST)).isEqualTo(CANCELLED));
  }

  @Test
  void putsADamagedSubmissionAside() throws Exception {
    engine.submit(array(FIRST, "true"));
    await().until(() -> isOver(FIRST));
    engine.close();
    Files.writeString(file("array.json"), "{");

    open();

    assertThat(engine.observe().of(FIRST)).isEqualTo(new Sighting.Absent());
    assertThat(engine.submit(array(FIRST, "true"))).isEqualTo(new SubmitAnswer.Accepted());
    try (Stream<Path> all = Files.list(ledger)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .anyMatch(name -> name.startsWith(".damaged." + FIRST));
    }
  }

  @Test
  void leavesAFolderAloneThatIsNoSubmission() throws Exception {
    engine.close();
    Path strange = Files.createDirectory(ledger.resolve("lost+found"));

    open();

    assertThat(engine.submit(array(FIRST, "true"))).isEqualTo(new SubmitAnswer.Accepted());
    assertThat(strange).isEmptyDirectory();
  }

  @Test
  void findsOutAnewHowASubmissionEndedWhoseOutcomeIsDamaged() throws Exception {
    engine.submit(array(FIRST, "sh", "-c", "exit 7"));
    await().until(() -> Files.exists(file("over.json")));
    engine.close();
    Files.writeString(file("over.json"), "{");

    open();

    assertThat(state(FIRST)).isEqualTo(new TaskState.Ended(7));
  }

  @Test
  void leavesAloneWhoHasTheNumberOfAProcessThatEndedWhileNobodyLooked() throws Exception {
    engine.submit(array(FIRST, "sleep", "300"));
    engine.submit(array(SECOND, "true"));
    engine.close();
    Process leader =
        new ProcessBuilder("setsid", "sh", "-c", "sleep 300 >/dev/null 2>&1 & echo $! $$").start();
    String[] said = leader.inputReader().readLine().split(" ", -1);
    leader.waitFor();
    ProcessHandle stranger = ProcessHandle.of(Long.parseLong(said[0])).orElseThrow();
    Claim claim = new Claim(Long.parseLong(said[1]), 1, Processes.ofThisMachine().boot());
    Files.writeString(ledger.resolve(SECOND + "/0.pid"), claim.toString());
    ProcessBuilder left = new ProcessBuilder("sleep", "300");
    left.environment().put(LocalSettings.MARKER, ledger.toRealPath() + "/" + SECOND + "/0");
    Process ours = left.start();

    open();
    await().until(() -> isOver(SECOND));

    assertThat(state(SECOND)).isInstanceOf(TaskState.Lost.class);
    assertThat(ours.waitFor()).isEqualTo(137);
    assertThat(Processes.ofThisMachine().all())
        .anyMatch(entry -> entry.handle().pid() == stranger.pid());
    stranger.destroyForcibly();
  }

  private static TaskArray array(SubmissionName name, String... command) {
    TaskNeeds needs = new TaskNeeds(1, ByteSize.parse("1Mi"), Duration.ofMinutes(5));
    return new TaskArray(name, List.of(0), List.of(command), needs, 0);
  }

  private Path file(String name) {
    return ledger.resolve(FIRST.value()).resolve(name);
  }

  private long pid() throws IOException {
    return Claim.parse(Files.readString(file("0.pid"))).map(Claim::pid).orElse(0L);
  }

  private TaskState state(SubmissionName name) {
    Sighting.Seen seen = (Sighting.Seen) engine.observe().of(name);
    return requireNonNull(seen.tasks().get(0));
  }

  private boolean isOver(SubmissionName name) {
    return !(engine.observe().of(name) instanceof Sighting.Seen) || state(name).isOver();
  }
}
