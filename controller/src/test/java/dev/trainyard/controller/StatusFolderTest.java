package dev.trainyard.controller;

import static dev.trainyard.controller.SmallStatus.RUNNING;
import static dev.trainyard.controller.SmallStatus.START;
import static dev.trainyard.controller.SmallStatus.memory;
import static dev.trainyard.controller.SmallStatus.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.TextYard;
import dev.trainyard.controller.StatusFolder.Findings;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.YardClaim;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.plan.SmallYard;
import dev.trainyard.plan.WorldInMemory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusFolderTest {
  private static final Instant LATER = START.plusSeconds(60);
  private static final WagonRef WAGON = new WagonRef("first", "letters");
  private static final YardClaim CLAIM = new YardClaim("store", 1, "here", START);
  private static final UnaryOperator<List<Condition>> NO_CONDITIONS = UnaryOperator.identity();
  private static final Findings NOTHING = new Findings(Map.of(), List.of(), NO_CONDITIONS, CLAIM);

  private final Snapshot yard = SmallStatus.yard();
  private final StatusFolder folder = new StatusFolder("1", "small");

  private static TrainStatus trainIn(Memory memory) {
    return Objects.requireNonNull(memory.trains().get("a"));
  }

  private static WagonStatus wagonIn(Memory memory) {
    return Objects.requireNonNull(memory.wagons().get(WAGON));
  }

  private static DatasetStatus wordsIn(Memory memory) {
    return Objects.requireNonNull(memory.datasets().get("words"));
  }

  private static Plan plan(TrainStatus... trains) {
    return new Plan(List.of(), List.of(), List.of(trains), List.of(), null);
  }

  private static Plan plan(List<WagonTestStatus> tests) {
    return new Plan(List.of(), List.of(), List.of(), tests, null);
  }

  private static Findings failed(ActionResult result) {
    return new Findings(Map.of(), List.of(result), NO_CONDITIONS, CLAIM);
  }

  private static Action action(String subject) {
    return new Action.Cancel(subject, "because", "local", new SubmissionName("ty-x-j1"));
  }

  private static WagonTestStatus test(int number, WagonTestPhase phase) {
    return new WagonTestStatus(
        Digest.ofParts("key" + number),
        WAGON,
        "words",
        TextYard.COMMIT,
        List.of(),
        "test." + number,
        0,
        phase,
        START.plusSeconds(number),
        "",
        List.of(),
        1,
        1,
        0,
        List.of(),
        null,
        null);
  }

  @Test
  void saysTheSameWhenNothingHappened() {
    Plan plan = plan(train("a", RUNNING, 1));
    Memory first = folder.fold(Memory.EMPTY, yard, plan, NOTHING, START);

    Memory second = folder.fold(first, yard, plan, NOTHING, LATER);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void keepsAConditionsTimeWhileItHolds() {
    Memory first = folder.fold(Memory.EMPTY, yard, plan(), found(Truth.FALSE, START), START);

    Memory second = folder.fold(first, yard, plan(), found(Truth.FALSE, LATER), LATER);
    Memory third = folder.fold(second, yard, plan(), found(Truth.TRUE, LATER), LATER);

    assertThat(second).isEqualTo(first);
    assertThat(third.controllerStatus().orElseThrow().conditions())
        .extracting(Condition::lastTransitionTime)
        .containsExactly(LATER);
  }

  @Test
  void repeatsNothingOfWhatIsAskedForNoMore() {
    Memory first = folder.fold(Memory.EMPTY, yard, plan(), found(Truth.FALSE, START), START);
    YardConditions conditions = new YardConditions(() -> LATER, new Journal());
    conditions.off("StoreReachable");

    Memory second =
        folder.fold(
            first,
            yard,
            plan(),
            new Findings(Map.of(), List.of(), conditions::after, CLAIM),
            LATER);

    assertThat(second.controllerStatus().orElseThrow().conditions()).isEmpty();
  }

  private static Findings found(Truth truth, Instant now) {
    YardConditions found = new YardConditions(() -> now, new Journal());
    if (truth == Truth.TRUE) {
      found.holds("StoreReachable", "Reachable");
    } else {
      found.fails("StoreReachable", "Away", "");
    }
    return new Findings(Map.of(), List.of(), found::after, CLAIM);
  }

  @Test
  void leavesATrainWhereItWasWhenItsActionFailed() {
    Memory before = memory(train("a", RUNNING, 10));
    Plan plan = plan(train("a", new TrainPhase.Merging(), 10));
    ActionResult failure = new ActionResult.Retryable(action("train a"), "disk full");

    TrainStatus after = trainIn(folder.fold(before, yard, plan, failed(failure), LATER));

    assertThat(after.phase()).isEqualTo(RUNNING);
    assertThat(after.conditions())
        .extracting(Condition::message)
        .containsExactly("disk full; it is tried again");
  }

  @Test
  void tellsWhyATrainCouldNotLeaveThatNobodyHasSpokenOf() {
    Plan plan = plan(train("a", new TrainPhase.Testing(), 0));
    ActionResult failure = new ActionResult.Retryable(action("train a"), "disk full");

    Memory first = folder.fold(Memory.EMPTY, yard, plan, failed(failure), START);
    Memory second = folder.fold(first, yard, plan, failed(failure), LATER);

    assertThat(trainIn(first).phase()).isEqualTo(new TrainPhase.Pending());
    assertThat(trainIn(first).conditions())
        .extracting(Condition::message)
        .containsExactly("disk full; it is tried again");
    assertThat(second).as("comes to rest").isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Testing", "Running", "Merging"})
  void failsATrainUnderwayThatTheEngineRefuses(String phase) {
    TrainPhase underway =
        switch (phase) {
          case "Testing" -> new TrainPhase.Testing();
          case "Merging" -> new TrainPhase.Merging();
          default -> RUNNING;
        };
    Memory before = memory(train("a", underway, 1));
    ActionResult refusal = new ActionResult.Refused(action("train a"), "too large");
    Plan plan = plan(train("a", underway, 1));

    TrainStatus after = trainIn(folder.fold(before, yard, plan, failed(refusal), LATER));

    assertThat(after.phase()).isEqualTo(new TrainPhase.Failed(LATER, "ActionRefused"));
    assertThat(after.jobs().running()).isZero();
    assertThat(after.conditions())
        .filteredOn(c -> c.type().equals("Stalled"))
        .singleElement()
        .satisfies(c -> assertThat(c.status()).isEqualTo(Truth.TRUE))
        .satisfies(c -> assertThat(c.message()).startsWith("too large; ").contains("spec.rerun"));
  }

  @Test
  void failsATestThatTheEngineRefuses() {
    WagonTestStatus planned = test(1, new WagonTestPhase.Running());
    ActionResult refusal = new ActionResult.Refused(action(planned.subject()), "too large");

    WagonStatus wagon =
        wagonIn(folder.fold(Memory.EMPTY, yard, plan(List.of(planned)), failed(refusal), START));

    assertThat(wagon.tests()).hasSize(1);
    assertThat(wagon.tests().getFirst().phase())
        .isEqualTo(new WagonTestPhase.Failed("ActionRefused"));
    assertThat(wagon.tests().getFirst().message()).startsWith("too large");
  }

  @Test
  void forgetsATestWhoseFirstSubmissionFailed() {
    WagonTestStatus planned = test(1, new WagonTestPhase.Running());
    ActionResult failure = new ActionResult.Retryable(action(planned.subject()), "disk full");

    Memory after = folder.fold(Memory.EMPTY, yard, plan(List.of(planned)), failed(failure), START);

    assertThat(after.tests()).isEmpty();
  }

  @Test
  void forgetsTheTwinOfATestWhoseSubmissionFailed() {
    SmallYard small = new SmallYard();
    small.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    WorldInMemory world = new WorldInMemory(small);
    Action submission = world.round().actions().getLast();
    WagonTestStatus twin = world.test("ana/spectrum").speakingFor(WAGON);
    ActionResult failure = new ActionResult.Retryable(submission, "disk full");

    Memory after = folder.fold(Memory.EMPTY, yard, plan(List.of(twin)), failed(failure), START);

    assertThat(submission).isInstanceOf(Action.SubmitJobs.class);
    assertThat(after.tests()).isEmpty();
  }

  @Test
  void leavesATrainOverWhoseLeftoversCannotBeEnded() {
    TrainStatus over = train("a", new TrainPhase.Succeeded(START), 10);
    ActionResult failure = new ActionResult.Retryable(action("train a"), "disk full");

    Memory after = folder.fold(memory(over), yard, plan(over), failed(failure), LATER);

    assertThat(trainIn(after)).isEqualTo(over);
  }

  @Test
  void keepsTheNewestTestsOfAWagon() {
    List<WagonTestStatus> tests = tests(WagonStatus.MOST_TESTS + 5, new WagonTestPhase.Passed());
    WagonTestStatus wanted = tests.getFirst();
    Memory before = folder.fold(Memory.EMPTY, yard, plan(tests), NOTHING, LATER);

    WagonStatus wagon = wagonIn(folder.fold(before, yard, plan(List.of(wanted)), NOTHING, LATER));

    assertThat(wagon.tests()).hasSize(WagonStatus.MOST_TESTS).contains(wanted);
    assertThat(wagon.tests().getFirst()).isEqualTo(tests.getLast());
  }

  @Test
  void forgetsNoTestThatIsWantedOrNotOver() {
    List<WagonTestStatus> tests = tests(WagonStatus.MOST_TESTS + 5, new WagonTestPhase.Running());

    Memory planned = folder.fold(Memory.EMPTY, yard, plan(tests), NOTHING, LATER);
    Memory unplanned = folder.fold(planned, yard, plan(List.of()), NOTHING, LATER);

    assertThat(wagonIn(planned).tests()).containsExactlyElementsOf(tests.reversed());
    assertThat(unplanned).isEqualTo(planned);
  }

  @Test
  void keepsWhatRunsOfAWagonThatIsGoneUntilItIsEnded() {
    WagonTestStatus running = test(1, new WagonTestPhase.Running());
    WagonTestStatus over = test(2, new WagonTestPhase.Passed());
    WagonRef gone = new WagonRef("first", "gone");
    List<WagonTestStatus> tests = List.of(running.speakingFor(gone), over.speakingFor(gone));
    WagonStatus prior = new WagonStatus(gone, "", yard.commit(), tests);
    Memory before = new Memory(null, Map.of(), Map.of(gone, prior), Map.of());
    WagonTestStatus ended = tests.getFirst().enter(new WagonTestPhase.Failed("Cancelled"), LATER);

    Memory kept = folder.fold(before, yard, plan(List.of()), NOTHING, LATER);
    Memory dropped = folder.fold(kept, yard, plan(List.of(ended)), NOTHING, LATER);

    assertThat(Objects.requireNonNull(kept.wagons().get(gone)).tests())
        .containsExactly(tests.getFirst());
    assertThat(dropped.wagons()).doesNotContainKey(gone);
  }

  private static List<WagonTestStatus> tests(int count, WagonTestPhase phase) {
    return IntStream.range(0, count).mapToObj(i -> test(i, phase)).toList();
  }

  @Test
  void keepsWhatIsKnownOfADatasetThatCouldNotBeAsked() {
    Memory first = folder.fold(Memory.EMPTY, yard, plan(), words(FakeFiles.listed("words")), START);

    Memory second =
        folder.fold(first, yard, plan(), words(new DatasetListing.Unknown("no answer")), LATER);

    assertThat(wordsIn(first).files()).isEqualTo(1);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void saysWhyADatasetCannotBeListedAndKeepsItsLastCount() {
    Memory first = folder.fold(Memory.EMPTY, yard, plan(), words(FakeFiles.listed("words")), START);
    DatasetListing failed = new DatasetListing.Failed("NoFiles", "nothing matches");

    Memory second = folder.fold(first, yard, plan(), words(failed), LATER);

    assertThat(wordsIn(second).files()).isEqualTo(1);
    assertThat(wordsIn(second).conditions())
        .containsExactly(new Condition("Listed", Truth.FALSE, "NoFiles", "nothing matches", LATER));
  }

  private static Findings words(DatasetListing listing) {
    return new Findings(Map.of("words", listing), List.of(), NO_CONDITIONS, CLAIM);
  }

  @Test
  void leavesAloneWhatACommitDoesNotTouch() {
    Memory first = folder.fold(Memory.EMPTY, yard, plan(), words(FakeFiles.listed("words")), START);
    Snapshot next = at(new CommitId("2".repeat(40)));

    Memory second = folder.fold(first, next, plan(), words(FakeFiles.listed("words")), LATER);

    assertThat(second.datasets()).isEqualTo(first.datasets());
    assertThat(second.wagons()).isEqualTo(first.wagons());
    assertThat(second.controllerStatus().orElseThrow().observedCommit()).isEqualTo(next.commit());
  }

  private Snapshot at(CommitId commit) {
    return new Snapshot(
        commit,
        yard.yard(),
        yard.packages(),
        yard.runLists(),
        yard.datasets(),
        yard.analyses(),
        yard.wagons(),
        yard.trains(),
        yard.packageVersions(),
        yard.unreadableTrains(),
        yard.problems());
  }
}
