package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrainLifeTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  @Test
  void leadsFromWantedTestsToMergedOutputsOnePhaseARound() {
    yard.train("t", "ana/spectrum");

    List<String> phases = world.phases("t", 9);

    assertThat(phases)
        .containsExactly(
            "Pending",
            "Testing",
            "Testing",
            "Submitted",
            "Running",
            "Merging",
            "Succeeded",
            "Succeeded",
            "Succeeded");
    assertThat(world.done)
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("SubmitJobs", "Pin", "SubmitJobs", "SubmitJobs", "SubmitMerge");
    assertThat(world.train("t").coverage().isComplete()).isTrue();
    assertThat(world.train("t").jobs().done()).isEqualTo(4);
    assertThat(world.train("t").outputs()).hasSize(1);
  }

  @Test
  void saysWhyOfEveryAction() {
    yard.train("t", "ana/spectrum");

    world.run();

    assertThat(world.done).allSatisfy(action -> assertThat(action.why()).isNotBlank());
    assertThat(world.done).extracting(Action::subject).contains("train t");
  }

  @Test
  void doesNothingOnceAllIsWell() {
    yard.train("t", "ana/spectrum");
    world.run();
    TrainStatus before = world.train("t");

    Plan plan = world.round();

    assertThat(plan.actions()).isEmpty();
    assertThat(world.train("t")).isEqualTo(before);
  }

  @Test
  void carriesSubwagonsAndDependencies() {
    yard.wagon("ana/skim");
    yard.wagon(
        "ana/spectrum",
        wagon -> {
          wagon.dependsOn = List.of("skim");
          wagon.subwagons = List.of(new Subwagon("tight", Map.of("cut", 3)));
        });
    yard.train("t", "ana/spectrum");

    world.run();

    assertThat(world.storedOf("t").order.wagons())
        .extracting(run -> run.name().toString())
        .containsExactly("ana/skim", "ana/spectrum", "ana/spectrum.tight");
    assertThat(world.train("t").outputs())
        .extracting(output -> output.instance().toString())
        .containsExactly("ana/skim", "ana/spectrum", "ana/spectrum.tight");
  }

  @Test
  void isItsOwnTestOverTheTestScope() {
    yard.train("t", "ana/spectrum").scope = Scope.TEST;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.orders.keySet()).noneMatch(order -> order.startsWith("test-of"));
    assertThat(world.storedOf("t").executions).hasSize(1);
  }

  @Test
  void pinsWhatItCarriesAgainstLaterCommits() {
    yard.train("t", "ana/spectrum");
    world.round();
    world.work();
    world.round();

    yard.wagon("ana/spectrum").command = List.of("other");
    world.run();

    assertThat(world.storedOf("t").order.wagons().getFirst().command())
        .containsExactly("${package}/run");
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void failsItsOwnTestWithTheGuiltyWagonNamed() {
    yard.train("t", "ana/spectrum");
    world.fate =
        task -> task.isOf("test-of") ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().toString()).contains("TestFailed");
    assertThat(messages()).contains("ana/spectrum").contains("raise spec.rerun");
    assertThat(world.of("train.t")).isEmpty();
  }

  @Test
  void mergesNamedRunSubsetsApart() {
    yard.events().mergeLists = List.of(new MergeList("first", List.of(1L)));
    yard.train("t", "ana/spectrum");

    world.run();

    assertThat(world.storedOf("t").merge.getFirst().tasks())
        .extracting(task -> task.mergeList() + task.jobs())
        .containsExactly("all[0, 1, 2, 3]", "first[0, 1]");
    assertThat(world.train("t").outputs())
        .extracting(MergedOutput::mergeList)
        .containsExactly("all", "first");
  }

  @Test
  void mergesOnceEnoughJobsAreDone() {
    yard.dataset("events", 100);
    yard.train("t", "ana/spectrum").completion = 0.98;
    world.fate = task -> task.isOf("train.t") && task.index() >= 98 ? Fate.RUNS : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.train("t").coverage().files()).isEqualTo(98);
    assertThat(world.storedOf("t").merge.getFirst().missing()).hasSize(2);
    assertThat(world.done).filteredOn(Action.Cancel.class::isInstance).hasSize(1);
    assertThat(world.of("train.t").getFirst().tasks.values()).allMatch(task -> task.isOver());
  }

  @Test
  void letsJobsGoThatHaveLeftTheirResult() {
    yard.train("t", "ana/spectrum");
    AtomicInteger looked = new AtomicInteger();
    world.fate =
        task ->
            task.isOf("train.t") && task.index() == 2 && looked.getAndIncrement() < 3
                ? Fate.LEAVES
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.done).noneMatch(Action.Cancel.class::isInstance);
  }

  @Test
  void letsJobsEndThatTakeNoLongerThanOthersDid() {
    yard.dataset("events", 100);
    yard.train("t", "ana/spectrum").completion = 0.5;
    AtomicInteger looked = new AtomicInteger();
    world.fate =
        task ->
            task.isOf("train.t") && task.index() == 99 && looked.incrementAndGet() < 2
                ? Fate.RUNS
                : Fate.DONE;

    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.train("t").coverage().isComplete()).isTrue();
  }

  @Test
  void failsAsSoonAsItsAimIsOutOfReach() {
    yard.dataset("events", 10);
    yard.train("t", "ana/spectrum").completion = 0.9;
    world.fate =
        task -> {
          if (!task.isOf("train.t")) {
            return Fate.DONE;
          }
          return task.index() < 2 ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.RUNS;
        };

    world.run();

    assertThat(world.train("t").phase().toString()).contains("JobsFailed");
    assertThat(messages()).contains("2 of 10 jobs failed").contains("ana/spectrum");
    assertThat(world.of("train.t").getFirst().tasks.values()).allMatch(task -> task.isOver());
    assertThat(world.train("t").failures()).hasSize(1);
    assertThat(world.train("t").failures().getFirst().jobs()).containsExactly(0, 1);
  }

  private String messages() {
    return world.train("t").conditions().toString();
  }
}
