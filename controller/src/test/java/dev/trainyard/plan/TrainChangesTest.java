package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TrainChangesTest {
  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  TrainChangesTest() {
    yard.train("t", "ana/spectrum");
  }

  @Test
  void runsAgainWhenRerunIsRaised() {
    world.run();
    String first = orderOf(world.train("t"));

    yard.train("t").rerun = 1;
    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(orderOf(world.train("t"))).isNotEqualTo(first);
    assertThat(world.train("t").rerun()).isEqualTo(1);
    assertThat(world.of("train.t")).hasSize(4);
  }

  @Test
  void endsWhatRunsBeforeItRunsAgain() {
    stayRunning();

    yard.train("t").rerun = 1;
    Plan cancelling = world.round();
    Plan after = world.round();

    assertThat(cancelling.actions()).hasOnlyElementsOfType(Action.Cancel.class).hasSize(1);
    assertThat(cancelling.trains().getFirst().phase().word()).isEqualTo("Running");
    assertThat(after.actions()).isEmpty();
    assertThat(after.trains().getFirst().phase().word()).isEqualTo("Pending");

    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void doesNotRunAgainWhenRerunIsLowered() {
    yard.train("t").rerun = 2;
    world.run();

    yard.train("t").rerun = 1;
    world.run();

    assertThat(world.train("t").rerun()).isEqualTo(2);
    assertThat(accepted().status()).isEqualTo(Condition.Truth.FALSE);
    assertThat(accepted().message()).contains("raise it above 2");
  }

  @Test
  void neverGoesBackToAnEarlierRunWhileItWaits() {
    world.run();
    yard.train("t").rerun = 1;
    yard.train("t").suspend = true;
    world.run();

    yard.train("t").rerun = 0;
    yard.train("t").completion = 0.5;
    world.run();

    assertThat(world.train("t").rerun()).isEqualTo(1);
  }

  @Test
  void doesNotActOnARaisedRerunOfABrokenSpec() {
    stayRunning();

    yard.train("t").rerun = 1;
    yard.breakTrain("t");
    Plan plan = world.round();

    assertThat(plan.actions()).isEmpty();
    assertThat(world.train("t").phase().word()).isEqualTo("Running");
  }

  @Test
  void cancelsATrainWhoseFileIsDeleted() {
    stayRunning();

    yard.trains.remove("t");
    world.run();

    assertThat(world.train("t").phase()).isInstanceOf(TrainPhase.Cancelled.class);
    assertThat(world.of("train.t").getFirst().tasks.values()).allMatch(task -> task.isOver());
    assertThat(world.train("t").jobs().waiting() + world.train("t").jobs().running()).isZero();
  }

  @Test
  void keepsATrainWhoseFileCanNotBeRead() {
    stayRunning();
    SmallYard.Train train = Objects.requireNonNull(yard.trains.remove("t"));
    yard.unreadable.add("t");

    world.run();

    assertThat(world.train("t").phase()).isInstanceOf(TrainPhase.Running.class);
    assertThat(world.of("train.t").getFirst().tasks.values()).noneMatch(task -> task.isOver());
    assertThat(Condition.denies(world.train("t").conditions(), "SpecAccepted")).isTrue();

    yard.unreadable.clear();
    yard.trains.put("t", train);
    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(world.train("t").phase()).isInstanceOf(TrainPhase.Succeeded.class);
    assertThat(world.train("t").incarnation()).isZero();
    assertThat(Condition.denies(world.train("t").conditions(), "SpecAccepted")).isFalse();
  }

  @Test
  void cancelsAgainUntilTheEngineHasDoneIt() {
    stayRunning();
    yard.trains.remove("t");
    Plan first = world.plan(yard.snapshot());
    world.remember(first);

    Plan second = world.round();

    assertThat(first.actions()).hasSize(1);
    assertThat(second.actions()).isEqualTo(withReason(second, first));
  }

  private static List<Action> withReason(Plan second, Plan first) {
    Action.Cancel cancel = (Action.Cancel) first.actions().getFirst();
    String why = second.actions().getFirst().why();
    return List.of(new Action.Cancel(cancel.subject(), why, cancel.engine(), cancel.name()));
  }

  @Test
  void cancelsWhatWasSubmittedAfterTheStatusWasWritten() {
    world.fate = task -> task.isOf("train.t") ? Fate.RUNS : Fate.DONE;
    world.phases("t", 3);
    Plan lost = world.plan(yard.snapshot());
    lost.actions().forEach(world::act);
    yard.trains.remove("t");

    world.run();

    assertThat(lost.actions()).hasOnlyElementsOfType(Action.SubmitJobs.class);
    assertThat(world.of("train.t").getFirst().tasks.values()).allMatch(task -> task.isOver());
  }

  @Test
  void staysAsItIsWhileTheEngineCannotBeAskedToCancel() {
    stayRunning();
    world.unreachable.put("local", "timeout");

    yard.trains.remove("t");
    world.round();

    assertThat(world.train("t").phase().word()).isEqualTo("Running");

    world.unreachable.clear();
    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Cancelled");
  }

  @Test
  void startsANewIncarnationWhenDeclaredAgain() {
    stayRunning();
    String first = orderOf(world.train("t"));
    SmallYard.Train declared = yard.train("t");
    yard.trains.remove("t");
    world.run();
    world.fate = task -> Fate.DONE;

    yard.trains.put("t", declared);
    world.run();

    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
    assertThat(world.train("t").incarnation()).isEqualTo(1);
    assertThat(orderOf(world.train("t"))).isNotEqualTo(first);
  }

  @Test
  void keepsTheResultOfADeletedTrainAndStartsAnewWhenDeclaredAgain() {
    world.run();
    SmallYard.Train declared = yard.train("t");
    yard.trains.remove("t");
    world.run();
    String deleted = world.train("t").phase().word();

    yard.trains.put("t", declared);
    world.run();

    assertThat(deleted).isEqualTo("Succeeded");
    assertThat(world.train("t").incarnation()).isEqualTo(1);
    assertThat(world.train("t").phase().word()).isEqualTo("Succeeded");
  }

  @Test
  void refusesToChangeHowASubmittedTrainRuns() {
    stayRunning();

    yard.train("t").engine = "batch";
    yard.train("t").completion = 0.1;
    Plan plan = world.round();

    assertThat(plan.actions()).isEmpty();
    assertThat(accepted().status()).isEqualTo(Condition.Truth.FALSE);
    assertThat(accepted().message()).contains("raise spec.rerun");

    world.fate = task -> Fate.DONE;
    world.run();

    assertThat(world.train("t").coverage().isComplete()).isTrue();
    assertThat(world.submissions.values()).allMatch(s -> s.engine.equals("local"));
  }

  @Test
  void acceptsTheSpecAgainWhenTheChangeIsTakenBack() {
    stayRunning();
    yard.train("t").completion = 0.1;
    world.round();

    yard.train("t").completion = 1;
    world.round();

    assertThat(accepted().status()).isEqualTo(Condition.Truth.TRUE);
  }

  @Test
  void acceptsANewPriorityAndDescription() {
    world.phases("t", 3);

    yard.train("t").priority = 7;
    yard.train("t").description = "new words";
    world.round();

    assertThat(((Action.SubmitJobs) world.done.getLast()).priority()).isEqualTo(7);
    assertThat(world.train("t").description()).isEqualTo("new words");
    assertThat(world.train("t").conditions()).noneMatch(c -> c.type().equals("SpecAccepted"));
  }

  @Test
  void showsANewDescriptionOfATrainThatIsOver() {
    world.run();

    yard.train("t").description = "new words";
    world.round();

    assertThat(world.train("t").description()).isEqualTo("new words");
  }

  @Test
  void takesEveryChangeWhileItWaits() {
    yard.train("t").suspend = true;
    world.run();

    yard.train("t").suspend = false;
    yard.train("t").completion = 0.5;
    world.run();

    assertThat(world.storedOf("t").order.terms().completion()).isEqualTo(0.5);
  }

  @Test
  void submitsTheMoreImportantTrainFirst() {
    yard.train("u", "ana/spectrum").priority = 5;
    world.phases("t", 2);

    Plan plan = world.plan(yard.snapshot());

    assertThat(plan.actions()).extracting(Action::subject).containsExactly("train u", "train t");
  }

  @Test
  void keepsTrainsApartThatCarryTheSame() {
    yard.train("u", "ana/spectrum");

    world.run();

    assertThat(world.train("u").phase().word()).isEqualTo("Succeeded");
    assertThat(world.of("train.")).hasSize(4);
  }

  @Test
  void reachesEveryPhase() {
    Set<String> seen = new TreeSet<>(world.phases("t", 7));
    yard.train("held", "ana/spectrum").suspend = true;
    yard.train("blocked", "ana/none");
    yard.train("cancelled", "ana/spectrum").suspend = true;
    yard.train("failed", "ana/spectrum");
    world.fate = task -> task.isOf("test-of") ? Fate.VANISHES : Fate.DONE;
    world.run();
    yard.trains.remove("cancelled");
    world.run();
    world.trains.values().forEach(train -> seen.add(train.phase().word()));

    assertThat(seen).containsExactlyInAnyOrderElementsOf(PhaseWalk.words(TrainPhase.class));
  }

  private void stayRunning() {
    world.fate = task -> task.isOf("train.t") ? Fate.RUNS : Fate.DONE;
    world.run();
    assertThat(world.train("t").phase().word()).isEqualTo("Running");
  }

  private Condition accepted() {
    return world.train("t").conditions().stream()
        .filter(c -> c.type().equals("SpecAccepted"))
        .findFirst()
        .orElseThrow();
  }

  private static String orderOf(TrainStatus train) {
    return String.valueOf(train.composition() == null ? null : train.composition().order());
  }
}
