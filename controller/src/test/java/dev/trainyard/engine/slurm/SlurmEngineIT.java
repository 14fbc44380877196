package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineContract;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine on a real Slurm, which all tests share; each has a ledger of its own.
class SlurmEngineIT extends EngineContract {
  @TempDir private static Path place;
  private static SlurmCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SlurmCluster.start(place, 4);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void endTasks() throws Exception {
    Files.write(shared.resolve("told"), new byte[0]);
    Path ledger = folder.resolve("ledger");
    if (Files.exists(ledger)) {
      fresh().cancel(NAME);
      leave();
    }
  }

  @Override
  protected List<String> factory() {
    return SlurmFactory.words(folder.resolve("ledger"), cluster.configuration());
  }

  @Override
  protected int slots() {
    return SlurmFactory.THROTTLE;
  }

  @Override
  protected int many() {
    return 40;
  }

  /// Its commands cannot be had any more.
  @Override
  protected Engine unreachable() throws Exception {
    leave();
    Path nothing = Files.createDirectories(folder.resolve("nothing"));
    engine =
        new SlurmFactory()
            .open(
                List.of(
                    folder.resolve("ledger").toString(),
                    cluster.configuration().toString(),
                    nothing.toString()));
    return engine;
  }

  @Override
  protected void lose(SubmissionName name, int index) throws Exception {
    String said = cluster.run("scancel", job(name) + "_" + index);
    assertThat(said).isEmpty();
  }

  @Override
  protected void evict(SubmissionName name, int index) throws Exception {
    String said = cluster.run("scontrol", "requeue", job(name) + "_" + index);
    assertThat(said).isEmpty();
  }

  private String job(SubmissionName name) throws Exception {
    return Files.readString(folder.resolve("ledger/" + name + "/0/job")).strip();
  }

  @Test
  void startsNothingAgainThatIsOver() throws Exception {
    engine.submit(script(List.of(0), "echo $1 >> $SHARED/ran"));
    awaitOver(NAME);
    String task = job(NAME) + "_0";
    await().atMost(PATIENCE).until(() -> shown(task).contains("JobState=COMPLETED"));

    cluster.run("scontrol", "requeue", task);
    await()
        .atMost(PATIENCE)
        .until(() -> shown(task).matches("(?s).*JobState=COMPLETED.*Restarts=1.*"));

    assertThat(ran()).containsExactly("0");
    assertThat(tasks(NAME)).containsValue(SUCCESS);
  }

  @Test
  void startsNothingAgainThatWasLost() throws Exception {
    engine.submit(script(List.of(0, 1), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> ran().size() == 2 && count(NAME, RUNNING) == 2);
    String task = job(NAME) + "_0";
    lose(NAME, 0);
    await().atMost(PATIENCE).until(() -> tasks(NAME).get(0) instanceof TaskState.Lost);

    await().atMost(PATIENCE).until(() -> shown(task).contains("JobState=CANCELLED"));
    cluster.run("scontrol", "requeue", task);
    await()
        .atMost(PATIENCE)
        .until(() -> shown(task).matches("(?s).*JobState=COMPLETED.*Restarts=1.*"));

    assertThat(ran()).containsExactlyInAnyOrder("0", "1");
    assertThat(tasks(NAME).get(0)).isInstanceOf(TaskState.Lost.class);
  }

  private static String shown(String task) throws Exception {
    return cluster.run("scontrol", "show", "job", task);
  }
}
