package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.model.work.Standing;
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

/// Holding and letting go while Slurm is not quite there.
class SlurmHoldIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path place;
  private static SlurmCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SlurmCluster.start(place, 1);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void letsGoWhatWasOutOfSightWhenItWasReleased() throws Exception {
    SlurmPrograms.put(
        folder, "squeue", "[ ! -e %s/hidden ] || exit 0; exec /usr/bin/squeue \"$@\"");
    SlurmPrograms.put(
        folder,
        "scontrol",
        "[ ! -e %s/hidden ] || { echo Invalid job id specified >&2; exit 1; };"
            + " exec /usr/bin/scontrol \"$@\"");
    try (SlurmRoom room = room()) {
      room.engine().submit(room.script(List.of(0, 1), "true"));
      room.engine().steer(room.name(), Standing.held(0));
      cluster.run("scontrol", "update", "JobId=" + room.job(), "StartTime=now");
      await().atMost(PATIENCE).until(() -> queue(room).contains("JobHeldUser"));

      Files.createFile(folder.resolve("hidden"));
      room.engine().steer(room.name(), Standing.going(0));
      room.engine().observe();
      Files.delete(folder.resolve("hidden"));
      room.awaitOver();

      assertThat(room.tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(2);
    }
  }

  @Test
  void looksAfterAllOthersWhenARecordIsDamaged() throws Exception {
    try (SlurmRoom room = room()) {
      room.engine().submit(room.script(List.of(0, 1), "true"));
      Path record = folder.resolve("ledger").resolve(room.name().value()).resolve("0/job");
      String job = Files.readString(record);
      Files.writeString(record, "no number\n");
      room.again();

      Map<Integer, TaskState> damaged = room.tasks();
      Files.writeString(record, job);
      cluster.run("scontrol", "update", "JobId=" + job.strip(), "StartTime=now");
      room.awaitOver();

      assertThat(damaged.values())
          .allSatisfy(it -> assertThat(it.toString()).contains("holds no job id: delete it"));
      assertThat(room.tasks().values()).containsOnly(new TaskState.Ended(0)).hasSize(2);
    }
  }

  private static String queue(SlurmRoom room) throws Exception {
    return cluster.run("squeue", "-h", "-n", room.name() + ".0", "-o", "%r");
  }

  private SlurmRoom room() throws Exception {
    Path commands = folder.resolve("bin");
    Requests late = new Requests(List.of("--begin=now+300"), 1000, 0, 0);
    return SlurmRoom.in(folder, cluster, Files.exists(commands) ? commands : null, late);
  }
}
