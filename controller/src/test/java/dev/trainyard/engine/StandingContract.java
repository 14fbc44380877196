package dev.trainyard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every engine promises of submissions that are to stand otherwise, or to end.
public abstract class StandingContract extends AcceptanceContract {
  @Test
  void cancelEndsWhatWaitsAndWhatRuns() throws Exception {
    engine.submit(script(upTo(slots() + 2), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> ran().size() == slots());

    engine.cancel(NAME);
    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(CANCELLED).hasSize(slots() + 2);
    assertThat(ran()).hasSize(slots());
  }

  @Test
  void cancelLeavesWhatIsOver() throws Exception {
    engine.submit(script(List.of(0, 1), "if [ $1 = 0 ]; then exit 4; fi; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> new TaskState.Ended(4).equals(tasks(NAME).get(0)));

    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, new TaskState.Ended(4), 1, CANCELLED));
  }

  @Test
  void cancelIsForGood() throws Exception {
    engine.submit(script(upTo(slots() + 2), UNTIL_TOLD));
    engine.cancel(NAME);
    awaitOver(NAME);

    fresh();
    engine.submit(script(upTo(slots() + 2), UNTIL_TOLD));

    assertThat(tasks(NAME).values()).containsOnly(CANCELLED).hasSize(slots() + 2);
  }

  @Test
  void cancelOfTheUnknownDoesNothing() throws Exception {
    engine.cancel(NAME);

    assertThat(engine.submit(script(List.of(0), "true"))).isEqualTo(new SubmitAnswer.Accepted());
    awaitOver(NAME);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void startsNothingMoreOfWhatIsHeld() throws Exception {
    TaskArray array = script(upTo(slots() + 2), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD);
    engine.submit(array);
    await()
        .atMost(PATIENCE)
        .until(() -> ran().size() == slots() && count(NAME, RUNNING) == slots());

    engine.steer(NAME, Standing.held(0));
    Standing told = seen(NAME).standing();
    fresh();
    tell();
    await().atMost(PATIENCE).until(() -> count(NAME, SUCCESS) == slots());

    assertThat(told).isEqualTo(Standing.held(0));
    assertThat(seen(NAME).standing()).isEqualTo(Standing.held(0));
    assertThat(count(NAME, RUNNING) + count(NAME, SUCCESS)).isEqualTo(slots());
    assertThat(ran()).as("what ran was left to run").hasSize(slots()).doesNotHaveDuplicates();
  }

  @Test
  void goesOnWithWhatWasHeld() throws Exception {
    engine.submit(script(upTo(slots() + 2), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await()
        .atMost(PATIENCE)
        .until(() -> ran().size() == slots() && count(NAME, RUNNING) == slots());
    engine.steer(NAME, Standing.held(0));
    tell();
    await().atMost(PATIENCE).until(() -> count(NAME, SUCCESS) == slots());

    fresh();
    engine.steer(NAME, Standing.going(0));
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(SUCCESS).hasSize(slots() + 2);
    assertThat(ran()).doesNotHaveDuplicates().hasSize(slots() + 2);
  }

  @Test
  void cancelsWhatIsHeld() throws Exception {
    engine.submit(script(upTo(slots() + 2), UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> count(NAME, RUNNING) == slots());
    engine.steer(NAME, Standing.held(3));

    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(CANCELLED).hasSize(slots() + 2);
  }

  @Test
  void remembersThePriorityThatItWasTold() throws Exception {
    TaskArray array = script(upTo(slots() + 1), UNTIL_TOLD);
    engine.submit(array);
    Standing before = seen(NAME).standing();

    engine.steer(NAME, Standing.going(-7));
    fresh();

    assertThat(before).isEqualTo(Standing.going(0));
    assertThat(seen(NAME).standing()).isEqualTo(Standing.going(-7));
    assertThat(engine.submit(array)).isEqualTo(new SubmitAnswer.Found());
    assertThat(seen(NAME).standing()).isEqualTo(Standing.going(-7));
    tell();
    awaitOver(NAME);
    assertThat(tasks(NAME).values()).containsOnly(SUCCESS).hasSize(slots() + 1);
  }

  @Test
  void steeringTheUnknownDoesNothing() throws Exception {
    engine.steer(NAME, Standing.held(1));

    engine.submit(script(List.of(0), "true"));
    awaitOver(NAME);
    engine.steer(NAME, Standing.held(1));

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }
}
