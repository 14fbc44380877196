package dev.trainyard.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.TextYard;
import dev.trainyard.controller.PullCase.Basis;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.SubmissionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of the status of a pull request after a round.
class PullFolderTest {
  private static final Instant NOW = SmallStatus.START;
  private static final WagonTestStatus RUNNING =
      new WagonTestStatus(
          Digest.ofParts("key"),
          new WagonRef("first", "letters"),
          "words",
          TextYard.COMMIT,
          List.of(),
          "pull.key.g1",
          0,
          new WagonTestPhase.Running(),
          NOW,
          "",
          List.of(),
          1,
          1,
          0,
          List.of(),
          null,
          null);
  private static final WagonTestStatus CANCELLED =
      RUNNING.enter(new WagonTestPhase.Failed("Cancelled"), NOW);
  private static final Action CANCEL =
      new Action.Cancel(
          "pull request 7: " + RUNNING.subject(), "why", "local", new SubmissionName("x"));

  @Test
  void forgetsAClosedOneWhoseTestsAreEnded() {
    Memory open = fold(Memory.EMPTY, new Merge.Unread(), RUNNING, List.of());

    Memory closed =
        fold(open, new Merge.Closed(), CANCELLED, List.of(new ActionResult.Done(CANCEL)));

    assertThat(closed.pulls()).isEmpty();
  }

  @Test
  void keepsAClosedOneWhoseTestCouldNotBeEnded() {
    Memory open = fold(Memory.EMPTY, new Merge.Unread(), RUNNING, List.of());

    Memory closed =
        fold(
            open,
            new Merge.Closed(),
            CANCELLED,
            List.of(new ActionResult.Retryable(CANCEL, "disk full")));

    assertThat(closed.pulls().get("7")).extracting(PullStatus::tests).isEqualTo(List.of(RUNNING));
  }

  @Test
  void takesBackWhatIsGreenUntilItIsMergedWithMainAsItIs() {
    Merge mergeable = new Merge.Hindered("Any", "");
    Condition passed = new Condition(PullStatus.TESTED, Truth.TRUE, "Passed", "", NOW);
    Condition trusted = new Condition(PullStatus.TRUSTED, Truth.TRUE, "Any", "", NOW);
    PullPlan plan = new PullPlan("7", List.of(), List.of(), trusted, passed, null);
    Memory before = fold(Memory.EMPTY, mergeable, plan, Basis.CURRENT, List.of());

    Memory after = fold(before, mergeable, plan, Basis.OUTDATED, List.of());

    PullStatus said = requireNonNull(after.pulls().get("7"));
    for (String type : List.of(PullStatus.MERGEABLE, PullStatus.TESTED)) {
      assertThat(said.condition(type))
          .extracting(Condition::status, Condition::reason)
          .containsExactly(Truth.UNKNOWN, "MainMoved");
    }
  }

  @Test
  void believesNothingOfAnEarlierMainWhileItCannotBeReadAgain() {
    Merge.Hindered merged = new Merge.Hindered("Any", "");
    Condition passed = new Condition(PullStatus.TESTED, Truth.TRUE, "Passed", "", NOW);
    Condition unread = new Condition(PullStatus.TESTED, Truth.UNKNOWN, "Reading", "", NOW);
    Condition trusted = new Condition(PullStatus.TRUSTED, Truth.TRUE, "Any", "", NOW);
    PullPlan plan = new PullPlan("7", List.of(), List.of(), trusted, passed, null);
    PullPlan later = new PullPlan("7", List.of(), List.of(), trusted, unread, null);
    Memory before = fold(Memory.EMPTY, merged, plan, Basis.CURRENT, List.of());

    Memory soon = fold(before, new Merge.Unread(), later, Basis.CURRENT, List.of());
    Memory after = fold(before, new Merge.Unread(), later, Basis.OUTDATED, List.of());

    assertThat(soon).isEqualTo(before);
    PullStatus said = requireNonNull(after.pulls().get("7"));
    assertThat(said.condition(PullStatus.MERGEABLE))
        .extracting(Condition::status, Condition::reason)
        .containsExactly(Truth.UNKNOWN, "MainMoved");
    assertThat(said.condition(PullStatus.TESTED))
        .extracting(Condition::status)
        .isEqualTo(Truth.UNKNOWN);
  }

  /// What is said of an open one with a test in this phase.
  static PullStatus said(WagonTestPhase phase) {
    WagonTestStatus test = RUNNING.enter(phase, NOW);
    return requireNonNull(fold(Memory.EMPTY, new Merge.Unread(), test, List.of()).pulls().get("7"));
  }

  private static Memory fold(
      Memory before, Merge merge, WagonTestStatus test, List<ActionResult> results) {
    Condition unknown = new Condition("Any", Truth.UNKNOWN, "Any", "", NOW);
    PullPlan plan = new PullPlan("7", List.of(test), List.of(), unknown, unknown, null);
    return fold(before, merge, plan, Basis.CURRENT, results);
  }

  private static Memory fold(
      Memory before, Merge merge, PullPlan plan, Basis basis, List<ActionResult> results) {
    PullStatus said = before.pulls().get("7");
    PullView view =
        new PullView(
            "7",
            TextYard.COMMIT,
            Origin.BRANCH,
            "",
            List.of(),
            "",
            null,
            merge,
            said == null ? List.of() : said.tests());
    PullCase one =
        new PullCase(view, "refs/pull/7/head", "title", null, basis, List.of(), PullTalk.of(said));
    Map<String, PullStatus> pulls =
        PullFolder.fold(before, List.of(one), List.of(plan), StatusFolder.failures(results), NOW);
    return new Memory(null, Map.of(), Map.of(), Map.of(), pulls);
  }
}
