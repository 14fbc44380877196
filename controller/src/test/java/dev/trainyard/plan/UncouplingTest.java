package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.WorldInMemory.Fate;
import dev.trainyard.plan.WorldInMemory.Task;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Trains that go on without wagons that fail.
class UncouplingTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  UncouplingTest() {
    yard.train("t", "ana/spectrum");
  }

  @Test
  void goesOnWithoutTheWagonThatFailsAndWhatDependsOnIt() {
    bystanders();

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.train("t").uncoupled()).extracting(u -> u.wagon()).containsExactly("ana/skim");
    assertThat(world.train("t").outputs())
        .extracting(MergedOutput::instance)
        .extracting(Object::toString)
        .containsExactly("ana/spectrum", "ana/spectrum.tight");
    assertThat(world.storedOf("t").merge.getFirst().tasks())
        .allSatisfy(task -> assertThat(task.jobs()).containsExactly(0, 1, 2, 3));
    assertThat(world.of("train.t"))
        .anySatisfy(s -> assertThat(s.without).containsExactlyInAnyOrder("ana/skim", "ana/reader"));
    assertThat(world.train("t").coverage().isComplete()).isTrue();
  }

  @Test
  void failsOnAWagonThatMayNotBeUncoupled() {
    bystanders();
    yard.train("t").onWagonFailure = OnWagonFailure.FAIL;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("JobsFailed");
    assertThat(world.train("t").uncoupled()).isEmpty();
  }

  @Test
  void failsWhenEveryWagonHadToBeUncoupled() {
    yard.train("t").onWagonFailure = OnWagonFailure.UNCOUPLE;
    world.fate =
        task -> {
          if (!task.isOf("train.t")) {
            return Fate.DONE;
          }
          return task.index() == 0 ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.RUNS;
        };

    world.run();

    assertThat(world.train("t").phase().toString()).contains("NoWagonLeft");
    assertThat(world.of("train.t"))
        .allSatisfy(s -> assertThat(s.tasks.values()).allMatch(TaskState::isOver));
  }

  @Test
  void failsWhenEveryWagonFailsTheTestOfTheTrain() {
    yard.train("t").onWagonFailure = OnWagonFailure.UNCOUPLE;
    world.fate =
        task -> task.isOf("test-of") ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("NoWagonLeft");
  }

  @Test
  void uncouplesAWagonThatFailsTheTestOfTheTrain() {
    bystanders();
    world.fate =
        task ->
            task.isOf("test-of") && task.carries("ana/skim")
                ? Fate.fails(ExitCause.EXIT_CODE, "ana/skim")
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.of("train.t").getFirst().without).contains("ana/skim");
  }

  /// A train that may uncouple, whose job 0 fails through `ana/skim`; `ana/reader` depends on that.
  private void bystanders() {
    yard.wagon("ana/skim").command = List.of("skim");
    yard.wagon("ana/reader").dependsOn = List.of("skim");
    yard.wagon("ana/spectrum").subwagons = List.of(new Subwagon("tight", Map.of("cut", 1)));
    yard.train("t", "ana/spectrum", "ana/reader").onWagonFailure = OnWagonFailure.UNCOUPLE;
    jobZero(
        task -> task.carries("ana/skim") ? Fate.fails(ExitCause.EXIT_CODE, "ana/skim") : Fate.DONE);
  }

  private void jobZero(Function<Task, Fate> fate) {
    world.fate = task -> isJob(task) && task.index() == 0 ? fate.apply(task) : Fate.DONE;
  }

  private static boolean isJob(Task task) {
    return task.isOf("train.t") && !task.submission().merge;
  }
}
