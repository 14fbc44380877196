package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.store.Commit;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What is told of a controller's surroundings and of a clone, well and broken.
@ExtendWith(FinishedTrain.Resolver.class)
class DoctorCommandTest {
  @TempDir private Path folder = Path.of("");
  private SmallYard yard;

  @BeforeEach
  void begin(FinishedTrain finished) throws Exception {
    yard = finished.copyTo(folder);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  private Said say(String... words) {
    return Terminal.say(
        Stream.concat(
                Stream.of("doctor", "--settings", yard.settings().toString()), Stream.of(words))
            .toArray(String[]::new));
  }

  private void set(String before, String after) throws Exception {
    String text = Files.readString(yard.settings());
    assertThat(text).contains(before);
    Files.writeString(yard.settings(), text.replace(before, after));
  }

  private List<String> files() throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void findsAllWellAndChangesNothing() throws Exception {
    List<String> before = files();

    Said said = say();

    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .contains("ok   settings: ", "ok   repository: ", "lets us push", "ok   store: ")
        .contains(
            "ok   inputs: ", " engine local: 2 slots, 1.00 GiB of memory", " clock: ", " work: ")
        .doesNotContain("FAIL");
    assertThat(said.code()).isZero();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void tellsAStoreThatIsGone() throws Exception {
    Files.writeString(folder.resolve("work/store-id"), "the-one-before\n");
    Commit.deleteTree(yard.store());

    Said said = say();

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.out())
        .contains("FAIL store: ", "is it mounted?", "-> mount it", "ok   repository: ");
    assertThat(yard.store()).doesNotExist();
  }

  @Test
  void tellsARepositoryThatIsGone() throws Exception {
    yard.settings(folder.resolve("nowhere.git").toString());

    Said said = say();

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.out()).contains("FAIL repository: ", "nowhere.git", "-> check", "ok   store: ");
  }

  @Test
  void tellsAMainBranchThatIsNotThere() throws Exception {
    set("repository: {", "repository: {main: trunk, ");

    assertThat(say().out()).contains("FAIL repository: ", "has no branch trunk");
  }

  @Test
  void refusesBrokenSettings() throws Exception {
    set("inputs:", "imputs:");

    Said said = say();

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.err()).contains("imputs");
  }

  @Test
  void tellsSettingsThatDoNotGoTogether() throws Exception {
    set("repository: {", "repository: {signatures: {mode: require}, ");

    Said said = say();

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.out()).contains("FAIL settings: ", "no keys are known", "ok   store: ");
  }

  @Test
  void tellsInputsThatAreNotThere() throws Exception {
    set("{root: inputs}", "{root: inputs, folders: [nothing]}");

    Said said = say();

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.out()).contains("FAIL inputs: ", "nothing is not there", "-> mount them");
  }

  @Test
  void answersScripts() throws Exception {
    Said said = say("--output", "json");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("\"check\" : \"store\"", "\"state\" : \"ok\"", "\"exitCode\" : 0");
  }

  @Test
  void tellsACheckThatHangs() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      yard.settings("http://127.0.0.1:" + silent.getLocalPort() + "/yard.git");

      Said said = say("--limit", "2s");

      assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
      assertThat(said.out()).contains("FAIL repository: no answer within 2s", " store: ");
    }
  }

  @Test
  void neverTellsASecret() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "hunter2hunter2");
    try (ServerSocket closed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      yard.settings("http://127.0.0.1:" + closed.getLocalPort() + "/yard.git");
    }
    set("\"}", "\", token: {user: me, file: token}}");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

    Said said = say();

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.out())
        .contains("warn credentials: ", "-> chmod 600 ", "FAIL repository: ")
        .doesNotContain("hunter2");
  }

  @Test
  void asksSlurmByItsCommands() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    program(bin, "sbatch", "echo slurm 23.11.4");
    program(bin, "scancel", "echo slurm 23.11.4");
    program(bin, "scontrol", "echo MaxArraySize = 1001");
    program(bin, "squeue", "exit 0");
    set("{local: {slots: 2, memory: 1Gi}}", "{slurm: {commands: bin}}");

    Said well = say();
    program(bin, "squeue", "echo 'slurm_load_jobs error: Unable to contact' >&2; exit 1");
    Said away = say();

    assertThat(well.out()).contains("ok   engine slurm: slurm 23.11.4 answers", "1001 tasks");
    assertThat(away.out()).contains("FAIL engine slurm: squeue says", "-> run sinfo");
    assertThat(away.code()).isEqualTo(ExitCode.OUTSIDE.code());
  }

  private static void program(Path bin, String name, String script) throws Exception {
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void tellsAClockThatIsWrong() throws Exception {
    Instant now = InstantSource.system().instant();
    Path file = Files.createFile(yard.store().resolve("newest"));
    Files.setLastModifiedTime(file, FileTime.from(now));

    Duration limit = Duration.ofSeconds(1);
    Answer late =
        new ClockCheck(List.of(), yard.store(), InstantSource.fixed(now.minusSeconds(90)), limit)
            .look();

    assertThat(late.state()).isEqualTo(Answer.State.WARN);
    assertThat(late.found()).contains("90s behind");
  }

  @Test
  void refusesALimitThatIsNone() {
    assertThat(say("--limit", "soon").code()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void looksAtAClone() throws Exception {
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
      Said said = clone.say("doctor");

      assertThat(said.err()).isEmpty();
      assertThat(said.out())
          .contains("ok   versions: trainyard ", ", git ", "ok   yard: ", "ok   remote: origin")
          .contains("ok   controller: ", "last word");
      assertThat(said.code()).isZero();
    }
  }

  @Test
  void looksAtACloneWhoseRemoteIsGoneAndWhoseFilesAreWrong() throws Exception {
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
      clone.write("trains/wrong.yaml", "kind: Trian\n");
      Said wrong = clone.say("doctor");
      Commit.deleteTree(yard.origin().folder());
      Said gone = clone.say("doctor", "--output", "json");

      assertThat(wrong.out()).contains("FAIL yard: ", "trainyard validate");
      assertThat(wrong.code()).isEqualTo(ExitCode.INVALID.code());
      assertThat(gone.out()).contains("git cannot list origin", "\"exitCode\" : 2");
    }
  }
}
