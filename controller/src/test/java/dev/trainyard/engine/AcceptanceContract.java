package dev.trainyard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What every engine promises of names: what was accepted under one is found by it, and runs once.
public abstract class AcceptanceContract extends EngineFixture {
  @Test
  void acceptsANameOnce() throws Exception {
    TaskArray array = script(List.of(0), "echo first >> $SHARED/ran");
    TaskArray urgent = new TaskArray(NAME, array.indexes(), array.command(), NEEDS, 7);

    SubmitAnswer first = engine.submit(array);
    SubmitAnswer second = engine.submit(urgent);
    awaitOver(NAME);
    SubmitAnswer third = engine.submit(array);

    assertThat(first).isEqualTo(new SubmitAnswer.Accepted());
    assertThat(second).isEqualTo(new SubmitAnswer.Found());
    assertThat(third).isEqualTo(new SubmitAnswer.Found());
    assertThat(ran()).containsExactly("first");
  }

  @Test
  void findsOutThatSomethingElseHasTheName() throws Exception {
    engine.submit(script(List.of(0), "echo first >> $SHARED/ran"));

    SubmitAnswer second = engine.submit(script(List.of(0, 1), "echo second >> $SHARED/ran"));
    awaitOver(NAME);
    fresh();
    SubmitAnswer third = engine.submit(script(List.of(0), "echo third >> $SHARED/ran"));

    assertThat(second).isInstanceOf(SubmitAnswer.Other.class);
    assertThat(third).isInstanceOf(SubmitAnswer.Other.class);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
    assertThat(ran()).containsExactly("first");
  }

  @Test
  void findsARunningSubmissionByItsName() throws Exception {
    TaskArray array = script(List.of(0), "touch $SHARED/up; " + UNTIL_TOLD);
    engine.submit(array);
    awaitFile("up");

    fresh();

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, RUNNING));
    assertThat(engine.submit(array)).isEqualTo(new SubmitAnswer.Found());
    tell();
    awaitOver(NAME);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void runsEachTaskOnceHoweverOftenItsSubmitterIsKilled() throws Exception {
    TaskArray array = script(upTo(6), "echo $1 >> $SHARED/ran");
    leave();
    for (int millis : List.of(0, 30, 300)) {
      Process victim = Submitter.start(shared, factory(), array);
      victim.waitFor(millis, TimeUnit.MILLISECONDS);
      victim.destroyForcibly().waitFor();
    }

    fresh();
    SubmitAnswer answer = engine.submit(array);
    awaitOver(NAME);

    assertThat(answer).isIn(new SubmitAnswer.Accepted(), new SubmitAnswer.Found());
    assertThat(tasks(NAME).values()).containsOnly(SUCCESS).hasSize(6);
    assertThat(ran()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
  }

  @Test
  void findsAnEndedSubmissionByItsName() throws Exception {
    engine.submit(script(List.of(0, 1), "exit $1"));
    awaitOver(NAME);

    fresh();

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS, 1, new TaskState.Ended(1)));
    assertThat(engine.submit(script(List.of(0, 1), "exit $1"))).isEqualTo(new SubmitAnswer.Found());
  }

  @Test
  void neverReadsUnknownAsAbsent() throws Exception {
    engine.submit(script(List.of(0), UNTIL_TOLD));
    SubmissionName other = new SubmissionName("ty-never-seen-j1");

    assertThat(engine.observe().of(other)).isEqualTo(new Sighting.Absent());
    Engine away = unreachable();
    assertThat(away.observe())
        .isInstanceOf(EngineView.Unreachable.class)
        .satisfies(view -> assertThat(view.of(NAME)).isInstanceOf(Sighting.Unknown.class))
        .satisfies(view -> assertThat(view.of(other)).isInstanceOf(Sighting.Unknown.class));
    tell();
  }

  @Test
  void saysThatItCouldNotBeAsked() throws Exception {
    engine.submit(script(List.of(0), UNTIL_TOLD));
    SubmissionName other = new SubmissionName("ty-other-j1");
    TaskArray array = new TaskArray(other, List.of(0), command("true"), NEEDS, 0);

    Engine away = unreachable();

    assertThatThrownBy(() -> away.submit(array)).isInstanceOf(EngineUnreachableException.class);
    assertThatThrownBy(() -> away.cancel(NAME)).isInstanceOf(EngineUnreachableException.class);
    tell();
  }
}
