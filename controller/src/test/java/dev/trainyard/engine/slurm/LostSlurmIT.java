package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Parts of a cluster that are killed. Each test has a cluster of its own.
class LostSlurmIT {
  private static final Requests REQUESTS = new Requests(List.of(), 1000, 0, 0);

  /// Waits until Slurm sees by itself that a node is gone, and kills at more instants.
  private static final boolean LONG = Boolean.getBoolean("slurm.long");

  /// Milliseconds between `sbatch` and the kill; Slurm saves its state late.
  private static final List<Integer> INSTANTS =
      LONG ? List.of(0, 100, 500, 1000, 3000, 6000) : List.of(0, 700);

  private static final TaskState DONE = new TaskState.Ended(0);

  @TempDir private Path folder;

  static List<Integer> instants() {
    return INSTANTS;
  }

  @ParameterizedTest
  @MethodSource("instants")
  void survivesThatSlurmForgetsWhatItAcknowledged(int millis) throws Exception {
    try (SlurmCluster cluster = SlurmCluster.start(folder.resolve("cluster"), 1);
        SlurmRoom room = SlurmRoom.in(folder, cluster, null, REQUESTS)) {
      TaskArray array = room.script(List.of(0, 1, 2), "sleep 1; echo $1 >> $SHARED/ran");
      assertThat(room.engine().submit(array)).isEqualTo(new SubmitAnswer.Accepted());
      cluster.killControllerAfter(millis);

      assertThat(room.engine().observe().of(room.name())).isInstanceOf(Sighting.Unknown.class);
      cluster.startController();
      room.awaitOver();

      Map<Integer, TaskState> tasks = room.tasks();
      room.again();
      assertThat(room.tasks()).as("for good").isEqualTo(tasks);
      assertThat(tasks.values())
          .allMatch(state -> state.equals(DONE) || state instanceof TaskState.Lost);
      assertThat(room.ran()).allMatch(line -> DONE.equals(tasks.get(Integer.valueOf(line))));
    }
  }

  @Test
  void givesUpWhatSlurmForgotAndLeavesAloneWhoGotItsId() throws Exception {
    try (SlurmCluster cluster = SlurmCluster.start(folder.resolve("cluster"), 1);
        SlurmRoom room = SlurmRoom.in(folder, cluster, null, REQUESTS)) {
      room.engine().submit(room.script(List.of(0, 1), "exec sleep 300"));
      cluster.killControllerForgetting();
      cluster.startController();
      String others =
          cluster.run("sbatch", "--parsable", "--output=/dev/null", "--wrap=sleep 300").strip();
      assertThat(others).as("the id is used again").isEqualTo(room.job());

      room.awaitOver();
      Map<Integer, TaskState> tasks = room.tasks();
      room.engine().cancel(room.name());

      assertThat(cluster.run("squeue", "-h", "-t", "all", "-n", room.name() + ".0"))
          .as("forgotten")
          .isEmpty();
      assertThat(tasks.values())
          .containsOnly(new TaskState.Lost("Slurm does not know it any more"))
          .hasSize(2);
      assertThat(cluster.run("squeue", "-h", "-j", others, "-o", "%T"))
          .containsAnyOf("RUNNING", "PENDING", "CONFIGURING");
    }
  }

  @Test
  void runsATaskOfALostNodeElsewhere() throws Exception {
    try (SlurmCluster cluster =
            SlurmCluster.start(folder.resolve("cluster"), 2, "SlurmdTimeout=5");
        SlurmRoom room = SlurmRoom.in(folder, cluster, null, REQUESTS)) {
      room.engine()
          .submit(
              room.script(
                  List.of(0),
                  "echo $SLURMD_NODENAME >> $SHARED/ran; until [ -e $SHARED/told ]; do sleep 0.1;"
                      + " done"));
      await().atMost(Duration.ofMinutes(1)).until(() -> room.ran().size() == 1);

      String node = room.ran().getFirst();
      cluster.killNode(Integer.parseInt(node.substring(1)));
      if (!LONG) {
        cluster.run("scontrol", "update", "NodeName=" + node, "State=DOWN", "Reason=lost");
      }
      await().atMost(Duration.ofMinutes(2)).until(() -> room.ran().size() == 2);
      Files.createFile(folder.resolve("told"));
      room.awaitOver();

      assertThat(room.ran()).doesNotHaveDuplicates();
      assertThat(room.tasks()).isEqualTo(Map.of(0, DONE));
    }
  }
}
