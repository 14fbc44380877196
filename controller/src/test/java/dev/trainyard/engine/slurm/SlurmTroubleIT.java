package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is Slurm's own, and what it does wrong. This one forgets what is over within seconds.
class SlurmTroubleIT {
  private static final TaskState SUCCESS = new TaskState.Ended(0);

  @TempDir private static Path place;
  private static SlurmCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SlurmCluster.start(place, 1, "MinJobAge=2");
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void findsAnArrayWhoseAcceptanceWasNotHeard() throws Exception {
    sbatch("echo call >> %s/calls; /usr/bin/sbatch \"$@\"; echo timed out >&2; exit 1");
    Requests later = new Requests(List.of("--begin=now+3"), 1000, 0, 0);
    try (SlurmRoom room = room(later)) {
      TaskArray array = room.script(List.of(0, 1), "echo $1 >> $SHARED/ran");

      assertThatThrownBy(() -> room.engine().submit(array))
          .isInstanceOf(EngineUnreachableException.class)
          .hasMessage("sbatch says: timed out");
      room.awaitOver();

      assertThat(room.tasks()).isEqualTo(Map.of(0, SUCCESS, 1, SUCCESS));
      assertThat(room.ran()).containsExactlyInAnyOrder("0", "1");
      assertThat(room.lines("calls")).hasSize(1);
      assertThat(room.engine().submit(array)).isEqualTo(new SubmitAnswer.Found());
    }
  }

  @Test
  void runsOnceWhatArrivesTwice() throws Exception {
    sbatch("/usr/bin/sbatch \"$@\" >> %s/first; exec /usr/bin/sbatch \"$@\"");
    try (SlurmRoom room = room(requests())) {
      room.engine().submit(room.script(List.of(0, 1, 2, 3), "echo $1 >> $SHARED/ran; sleep 2"));

      room.awaitOver();

      assertThat(room.tasks().values()).containsOnly(SUCCESS).hasSize(4);
      await().until(() -> !cluster.run("squeue", "-h", "-n", room.name() + ".0").contains("PD"));
      assertThat(room.ran()).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void submitsTheRestWhenSlurmIsBack() throws Exception {
    sbatch("[ -e %1$s/up ] || { echo away >&2; exit 1; }; exec /usr/bin/sbatch \"$@\"");
    try (SlurmRoom room = room(new Requests(List.of(), 2, 0, 0))) {
      TaskArray array = room.script(List.of(0, 1, 2), "echo $1 >> $SHARED/ran");
      assertThatThrownBy(() -> room.engine().submit(array))
          .isInstanceOf(EngineUnreachableException.class);
      room.again();

      Files.createFile(folder.resolve("up"));
      room.awaitOver();

      assertThat(room.ran()).containsExactlyInAnyOrder("0", "1", "2");
    }
  }

  @Test
  void cancelsWhatSlurmNeverGot() throws Exception {
    sbatch("echo away >&2; exit 1");
    try (SlurmRoom room = room(requests())) {
      assertThatThrownBy(() -> room.engine().submit(room.script(List.of(0, 1), "true")))
          .isInstanceOf(EngineUnreachableException.class);
      await().pollInSameThread().ignoreExceptions().until(() -> cancelled(room));

      room.awaitOver();

      assertThat(room.tasks().values()).containsOnly(new TaskState.Cancelled());
    }
  }

  private static boolean cancelled(SlurmRoom room) throws EngineUnreachableException {
    room.engine().cancel(room.name());
    return true;
  }

  @Test
  void cancelsNothingOfOthersThatGotTheIdOfAForgottenArray() throws Exception {
    String others =
        cluster.run("sbatch", "--parsable", "--output=/dev/null", "--wrap=sleep 300").strip();
    sbatch("echo " + others);
    try (SlurmRoom room = room(requests())) {
      room.engine().submit(room.script(List.of(0, 1), "true"));
      assertThat(room.job()).isEqualTo(others);

      room.engine().cancel(room.name());
      room.awaitOver();

      assertThat(room.tasks().values()).containsOnly(new TaskState.Cancelled());
      assertThat(cluster.run("squeue", "-h", "-j", others, "-o", "%T"))
          .containsAnyOf("RUNNING", "PENDING", "CONFIGURING");
    } finally {
      cluster.run("scancel", others);
    }
  }

  @Test
  void endsLaterWhatCouldNotBeEnded() throws Exception {
    TaskNeeds cores = new TaskNeeds(1000, ByteSize.parse("1Mi"), Duration.ofMinutes(5));
    script("scancel", "[ -e %s/up ] || { echo away >&2; exit 1; }; exec /usr/bin/scancel \"$@\"");
    try (SlurmRoom room = room(requests())) {
      room.engine().submit(new TaskArray(room.name(), List.of(0), List.of("true"), cores, 0));
      room.awaitOver();

      Files.createFile(folder.resolve("up"));

      await().until(() -> !cluster.run("squeue", "-h", "-n", room.name() + ".0").contains("PD"));
    }
  }

  @Test
  void splitsWhatIsLargeIntoArrays() throws Exception {
    try (SlurmRoom room = room(new Requests(List.of(), 2, 6, 0))) {
      List<Integer> indexes = List.of(0, 7, 8, 1500, 70000);
      room.engine().submit(room.script(indexes, "echo $1 >> $SHARED/ran; echo says $1"));

      room.awaitOver();
      room.again();

      assertThat(room.ran()).containsExactlyInAnyOrder("0", "7", "8", "1500", "70000");
      assertThat(room.tasks().keySet()).containsExactlyInAnyOrderElementsOf(indexes);
      assertThat(room.tasks().values()).containsOnly(SUCCESS);
      assertThat(room.engine().logs(room.name(), 70000)).isEqualTo("says 70000\n");
    }
  }

  @Test
  void runsNoMoreAtATimeThanIsAllowedHoweverManyArraysThereAre() throws Exception {
    try (SlurmRoom room = room(new Requests(List.of(), 1, 2, 0))) {
      room.engine()
          .submit(
              room.script(
                  List.of(0, 1, 2, 3, 4),
                  "mkdir $SHARED/on.$1; ls -d $SHARED/on.* | wc -l >> $SHARED/ran; sleep 1;"
                      + " rmdir $SHARED/on.$1"));

      room.awaitOver();

      assertThat(room.ran()).hasSize(5).containsAnyOf("1", "2").isSubsetOf("1", "2");
      assertThat(room.tasks().values()).containsOnly(SUCCESS);
    }
  }

  @Test
  void handsWordsOnAsTheyAre() throws Exception {
    List<String> words =
        List.of(
            "printf", "%s|", "a b", "", "*", "$x", "`id`", "'\"\\", "two\nlines", "ü", "{index}");
    try (SlurmRoom room = room(requests())) {
      room.engine().submit(new TaskArray(room.name(), List.of(4), words, SlurmRoom.NEEDS, 0));

      room.awaitOver();

      assertThat(room.engine().logs(room.name(), 4))
          .isEqualTo("a b||*|$x|`id`|'\"\\|two\nlines|ü|4|");
    }
  }

  @Test
  void givesTasksNothingOfTheControllersEnvironment() throws Exception {
    try (SlurmRoom room = room(requests())) {
      room.engine().submit(room.script(List.of(0), "env; pwd"));

      room.awaitOver();

      assertThat(room.engine().logs(room.name(), 0).lines())
          .filteredOn(line -> !line.startsWith("SLURM"))
          .extracting(line -> line.replaceFirst("=.*", ""))
          .contains("PATH", "TZ", room.work())
          .isSubsetOf(
              "PATH",
              "TZ",
              "PWD",
              "OLDPWD",
              "_",
              "SHLVL",
              "TMPDIR",
              "ENVIRONMENT",
              "HOSTNAME",
              room.work());
    }
  }

  @Test
  void asksForWhatTasksNeed() throws Exception {
    TaskNeeds needs = new TaskNeeds(2, ByteSize.parse("300Mi"), Duration.ofSeconds(90));
    Requests requests = new Requests(List.of("--partition=train", "--hold"), 1000, 3, 100);
    try (SlurmRoom room = room(requests)) {
      TaskArray array = room.script(List.of(0, 1, 2, 3), "true");
      room.engine()
          .submit(new TaskArray(array.name(), array.indexes(), array.command(), needs, 40));

      String shown = cluster.run("scontrol", "show", "job", room.job());
      room.engine().cancel(room.name());

      assertThat(shown)
          .contains("JobName=" + room.name() + ".0", "ArrayTaskId=0-3%3", "ArrayTaskThrottle=3")
          .contains("Partition=train", "NumCPUs=2", "MinMemoryNode=300M", "TimeLimit=00:02:00")
          .contains("Nice=60", "Requeue=1", "Comment=trainyard ");
    }
  }

  @Test
  void refusesWhatNoNodeHas() throws Exception {
    TaskNeeds memory = new TaskNeeds(1, ByteSize.parse("90Ti"), Duration.ofMinutes(5));
    try (SlurmRoom room = room(requests())) {
      List<String> command = List.of("true");
      SubmitAnswer answer =
          room.engine().submit(new TaskArray(room.name(), List.of(0), command, memory, 0));

      assertThat(answer)
          .asInstanceOf(type(SubmitAnswer.Refused.class))
          .extracting(SubmitAnswer.Refused::why)
          .asString()
          .startsWith("Slurm can never run it: sbatch: error: Memory specification");
      assertThat(room.engine().observe().of(room.name())).isEqualTo(new Sighting.Absent());
    }
  }

  @Test
  void losesWhatWouldWaitForEver() throws Exception {
    TaskNeeds cores = new TaskNeeds(1000, ByteSize.parse("1Mi"), Duration.ofMinutes(5));
    try (SlurmRoom room = room(requests())) {
      room.engine().submit(new TaskArray(room.name(), List.of(0), List.of("true"), cores, 0));

      room.awaitOver();

      assertThat(room.tasks())
          .isEqualTo(Map.of(0, new TaskState.Lost("Slurm would never run it (PartitionConfig)")));
      await().until(() -> !cluster.run("squeue", "-h", "-n", room.name() + ".0").contains("PD"));
    }
  }

  @Test
  void leavesItToTheOperatorWhatIsWrongInTheSettings() throws Exception {
    try (SlurmRoom room = room(new Requests(List.of("--partition=nowhere"), 1000, 0, 0))) {
      assertThatThrownBy(() -> room.engine().submit(room.script(List.of(0), "true")))
          .isInstanceOf(EngineUnreachableException.class)
          .hasMessageContaining("invalid partition specified: nowhere");

      TaskState refused = room.tasks().get(0);
      assertThat(refused)
          .asInstanceOf(type(TaskState.Stuck.class))
          .extracting(TaskState.Stuck::why)
          .asString()
          .startsWith("Slurm does not take it: ")
          .contains("invalid partition specified: nowhere");
      assertThat(room.tasks()).as("it stays so").isEqualTo(Map.of(0, refused));

      cluster.run("scontrol", "create", "PartitionName=nowhere", "Nodes=ALL", "State=UP");
      room.awaitOver();

      assertThat(room.tasks()).isEqualTo(Map.of(0, SUCCESS));
    }
  }

  @Test
  void saysThatSlurmDoesNotAnswer() throws Exception {
    script("squeue", "sleep 100");
    try (SlurmRoom room = room(requests())) {
      room.engine().submit(room.script(List.of(0), "true"));

      assertThat(room.engine().observe().of(room.name()))
          .isEqualTo(new Sighting.Unknown(folder + "/bin/squeue did not answer within 5s"));
    }
  }

  private static Requests requests() {
    return new Requests(List.of(), 1000, 4, 0);
  }

  private SlurmRoom room(Requests requests) throws Exception {
    Path commands = folder.resolve("bin");
    return SlurmRoom.in(folder, cluster, Files.exists(commands) ? commands : null, requests);
  }

  /// Puts a program in the place of `sbatch`.
  private void sbatch(String script) throws Exception {
    script("sbatch", script);
  }

  private void script(String program, String script) throws Exception {
    SlurmPrograms.put(folder, program, script);
  }
}
