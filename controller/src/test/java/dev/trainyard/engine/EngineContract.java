package dev.trainyard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.model.work.TaskState;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every engine promises, to be run against each of them: of names ([AcceptanceContract]), of
/// what is told later ([StandingContract]), and here of tasks.
public abstract class EngineContract extends StandingContract {
  @Test
  void runsEachTaskOnceWithItsIndex() throws Exception {
    engine.submit(script(List.of(0, 3, 7), "echo $1 >> $SHARED/ran"));

    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS, 3, SUCCESS, 7, SUCCESS));
    assertThat(Files.readAllLines(shared.resolve("ran"))).containsExactlyInAnyOrder("0", "3", "7");
  }

  @Test
  void seesThatATaskIsLostForGood() throws Exception {
    engine.submit(script(List.of(0, 1), "touch $SHARED/up.$1; " + UNTIL_TOLD));
    awaitFile("up.0");
    awaitFile("up.1");
    await().atMost(PATIENCE).until(() -> count(NAME, RUNNING) == 2);

    lose(NAME, 1);
    await().atMost(PATIENCE).until(() -> tasks(NAME).get(1) instanceof TaskState.Lost);
    tell();
    awaitOver(NAME);
    Map<Integer, TaskState> before = tasks(NAME);
    fresh();

    assertThat(before.get(0)).isEqualTo(SUCCESS);
    assertThat(tasks(NAME)).isEqualTo(before);
  }

  @Test
  void startsATaskAgainThatHadToGiveWay() throws Exception {
    engine.submit(script(List.of(0), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> ran().size() == 1 && count(NAME, RUNNING) == 1);

    evict(NAME, 0);
    await().atMost(PATIENCE).until(() -> ran().size() == 2);
    tell();
    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void showsWhatWaitsAndWhatRuns() throws Exception {
    engine.submit(script(upTo(slots() + 1), UNTIL_TOLD));

    await().atMost(PATIENCE).until(() -> count(NAME, RUNNING) == slots());

    assertThat(count(NAME, WAITING)).isEqualTo(1);
    tell();
    awaitOver(NAME);
  }

  @Test
  void tellsExitCodesAndSignals() throws Exception {
    engine.submit(
        script(List.of(0, 1, 2), "case $1 in 0) exit 3;; 1) kill -9 $$;; 2) nosuchprogram;; esac"));

    awaitOver(NAME);

    assertThat(tasks(NAME))
        .isEqualTo(
            Map.of(
                0,
                new TaskState.Ended(3),
                1,
                new TaskState.Ended(137),
                2,
                new TaskState.Ended(127)));
  }

  @Test
  void tellsTheExitCodeOfACommandThatSignalsItsWholeGroup() throws Exception {
    engine.submit(script(List.of(0), "sleep 300 & kill 0; wait"));

    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, new TaskState.Ended(143)));
  }

  @Test
  void keepsWhatATaskSaid() throws Exception {
    engine.submit(script(List.of(0, 1), "echo out $1; echo err $1 >&2"));
    awaitOver(NAME);

    fresh();

    assertThat(engine.logs(NAME, 1)).isEqualTo("out 1\nerr 1\n");
    assertThat(engine.logs(NAME, 2)).isEmpty();
  }

  @Test
  void capsLogs() throws Exception {
    engine.submit(script(List.of(0), "head -c 300000 /dev/zero | tr '\\0' x; echo end"));
    awaitOver(NAME);

    assertThat(engine.logs(NAME, 0)).hasSize(Engine.LOG_BYTES).endsWith("xend\n");
  }

  @Test
  void tellsThatATaskIsOver() throws Exception {
    long before = engine.awaitChange(0, Duration.ZERO);
    engine.submit(script(List.of(0), "true"));

    long after = engine.awaitChange(before, Duration.ofSeconds(30));

    assertThat(after).isGreaterThan(before);
    assertThat(engine.awaitChange(after, Duration.ofMillis(1))).isEqualTo(after);
  }

  @Test
  void givesTasksNothingToRead() throws Exception {
    engine.submit(script(List.of(0), "cat"));

    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void runsManyTasksOnceEach() throws Exception {
    int many = Integer.getInteger("engine.tasks", many());

    engine.submit(script(upTo(many), "echo $1 >> $SHARED/ran"));
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(SUCCESS).hasSize(many);
    assertThat(ran()).doesNotHaveDuplicates().hasSize(many);
  }
}
