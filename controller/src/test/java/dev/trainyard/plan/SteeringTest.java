package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.WorldInMemory.Fate;
import dev.trainyard.plan.WorldInMemory.Submission;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of jobs that are with an engine when their train's file says something else.
class SteeringTest {
  private static final Fate WAITS = new Fate(new TaskState.Waiting(), ExitCause.LOST, "");

  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  /// A train of which the first job runs and the others wait.
  SteeringTest() {
    yard.train("t", "ana/spectrum");
    world.fate = task -> task.isOf("train.t") ? task.index() == 0 ? Fate.RUNS : WAITS : Fate.DONE;
    world.run();
    world.done.clear();
  }

  @Test
  void holdsWhatWaitsWithTheEngineAndLetsItGoAgain() {
    yard.train("t").suspend = true;
    Plan hold = world.round();
    Plan held = world.round();
    world.fate = task -> Fate.DONE;
    world.run();
    String phase = world.train("t").phase().word();
    int done = world.train("t").jobs().done();
    yard.train("t").suspend = false;
    world.run();

    assertThat(steered(hold)).containsExactly(Standing.held(0));
    assertThat(hold.actions().getFirst().why()).isEqualTo("spec.suspend is true now");
    assertThat(held.actions()).as("it is told once").isEmpty();
    assertThat(phase).isEqualTo("Running");
    assertThat(done).as("what ran goes on to its end").isEqualTo(1);
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void saysInTheTrainsConditionsThatItIsHeld() {
    yard.train("t").suspend = true;
    world.round();
    Condition running = condition("Ready");
    Condition notYet = condition("Stalled");
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(running.reason()).isEqualTo("Suspended");
    assertThat(running.message()).contains("jobs that run go on to their end, and none starts");
    assertThat(notYet.status()).isEqualTo(Condition.Truth.FALSE);
    assertThat(condition("Stalled").status()).isEqualTo(Condition.Truth.TRUE);
    assertThat(condition("Stalled").message()).contains("no job runs, and none starts");
  }

  @Test
  void tellsAPriorityWhereItDiffers() {
    yard.train("t").priority = 7;
    Plan raised = world.round();
    Plan after = world.round();

    assertThat(steered(raised)).containsExactly(Standing.going(7));
    assertThat(raised.actions().getFirst().why()).isEqualTo("spec.priority is 7 now, and was 0");
    assertThat(after.actions()).isEmpty();
  }

  @Test
  void saysWhatTheEngineCannotDo() {
    submission().reserve = "jobs keep the class batch";
    world.round();
    String going = condition("Ready").message();
    yard.train("t").suspend = true;
    world.round();

    assertThat(going).isEqualTo("engine local: jobs keep the class batch");
    assertThat(condition("Ready").message())
        .contains("none starts")
        .contains("engine local: jobs keep the class batch");
  }

  @Test
  void tellsNothingToAnEngineThatIsAway() {
    yard.train("t").suspend = true;
    world.unreachable.put("local", "timeout");
    Plan away = world.round();
    world.unreachable.clear();
    Plan back = world.round();

    assertThat(away.actions()).isEmpty();
    assertThat(steered(back)).containsExactly(Standing.held(0));
  }

  @Test
  void tellsNothingOfWhatIsEnded() {
    yard.train("t").suspend = true;
    yard.train("t").rerun = 1;
    Plan plan = world.round();

    assertThat(plan.actions()).isNotEmpty().allMatch(Action.Cancel.class::isInstance);
  }

  @Test
  void endsNoJobsThatAreHeldWhereOthersAreEnough() {
    yard.train("t").completion = 0.25;
    yard.train("t").rerun = 1;
    world.run();
    yard.train("t").suspend = true;
    world.fate = task -> task.index() == 0 ? Fate.DONE : WAITS;
    world.round();
    world.run();
    world.now = world.now.plusSeconds(86_400);
    world.run();
    String held = world.train("t").phase().word();
    yard.train("t").suspend = false;
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(held).isEqualTo("Running");
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void waitsForAPersonWhereTheEngineNeedsOne() {
    world.fate = task -> new Fate(new TaskState.Stuck("no such account"), ExitCause.LOST, "");
    yard.train("t").rerun = 1;
    world.run();
    Condition stalled = condition("Stalled");
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(stalled.status()).isEqualTo(Condition.Truth.TRUE);
    assertThat(stalled.message()).isEqualTo("engine local says of jobs: no such account");
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  private static List<Standing> steered(Plan plan) {
    assertThat(plan.actions()).hasOnlyElementsOfType(Action.Steer.class);
    return plan.actions().stream().map(it -> ((Action.Steer) it).standing()).toList();
  }

  private Submission submission() {
    return world.submissions.values().stream()
        .filter(it -> it.order.startsWith("train.t"))
        .filter(it -> it.tasks.values().stream().anyMatch(task -> !task.isOver()))
        .findFirst()
        .orElseThrow();
  }

  private Condition condition(String type) {
    return world.train("t").conditions().stream()
        .filter(it -> it.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
