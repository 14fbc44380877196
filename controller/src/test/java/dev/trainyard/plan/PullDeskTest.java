package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.OpenPulls.Pull;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is tested for pull requests, when, and what that means for main.
class PullDeskTest {
  private final ProposedChange change = new ProposedChange();
  private final SmallYard yard = change.yard;
  private final SmallYard changed = change.changed;
  private final WorldInMemory world = change.world;

  @Test
  void testsOnlyWhatItChanges() {
    change.open();

    world.run();

    assertThat(world.of("pull.")).hasSize(1);
    assertThat(change.said().tested().reason()).isEqualTo("Passed");
    assertThat(change.said().tests())
        .extracting(test -> test.wagon().toString())
        .containsExactly("ana/spectrum");
  }

  @Test
  void testsWhatDependsOnWhatItChanges() {
    for (SmallYard each : List.of(yard, changed)) {
      each.wagon("ana/fit", it -> it.dependsOn = List.of("spectrum"))
          .enabled("events", Mode.ALWAYS);
    }
    world.run();
    change.open();

    world.run();

    assertThat(change.tested()).containsExactlyInAnyOrder("ana/spectrum", "ana/fit");
  }

  @Test
  void testsWhatIsEnabledOnADatasetThatItChanges() {
    changed.wagon("ana/spectrum").config = Map.of();
    changed.events().meta = Map.of("pass", 2);
    change.open();

    world.run();

    assertThat(change.tested()).containsExactlyInAnyOrder("ana/spectrum", "ana/other");
  }

  @Test
  void testsWhatRunsInAPackageThatItChanges() {
    changed.wagon("ana/spectrum").config = Map.of();
    changed.packages.put("tools", List.of(SmallYard.version("tools", "v3", 3)));
    change.open();

    world.run();

    assertThat(change.tested()).containsExactlyInAnyOrder("ana/spectrum", "ana/other");
  }

  @Test
  void testsNothingForAChangeOfWordsOnly() {
    changed.wagon("ana/spectrum").config = Map.of();
    changed.wagon("ana/spectrum").labels = Map.of("a", "b");
    change.open();

    world.run();

    assertThat(change.tested()).isEmpty();
    assertThat(change.said().tested().status()).isEqualTo(Truth.TRUE);
  }

  @Test
  void findsTheResultAgainAfterTheMerge() {
    Pull pull = change.open();
    world.run();
    int before = world.submissions.size();

    change.merge(pull);
    world.run();

    assertThat(world.submissions).hasSize(before);
    assertThat(world.test("ana/spectrum").phase()).isInstanceOf(WagonTestPhase.Passed.class);
  }

  @Test
  void remembersWhichPullRequestAResultOfMainWasMadeFor() {
    Pull pull = change.open();
    world.run();
    MadeFor before = world.pulls.said("7").tests().getFirst().madeFor();

    change.merge(pull);
    world.run();

    WagonTestStatus of = world.test("ana/spectrum");
    assertThat(before).isEqualTo(new MadeFor("7", pull.head, null));
    assertThat(of.commit()).as("one of main").isNotEqualTo(pull.head);
    assertThat(of.madeFor()).isEqualTo(new MadeFor("7", pull.head, of.commit()));
  }

  @Test
  void knowsFromTheStoreThatAResultWasMadeForAPullRequestThatIsClosed() {
    Pull pull = change.open();
    world.run();
    CommitId head = world.pulls.said("7").tests().getFirst().observedCommit();
    pull.close();
    world.run();

    change.merge(pull);
    world.run();

    WagonTestStatus of = world.test("ana/spectrum");
    assertThat(world.of("pull.")).as("tested once").hasSize(1);
    assertThat(of.madeFor()).isEqualTo(new MadeFor(MadeFor.CLOSED, head, of.commit()));
  }

  @Test
  void saysOfAStrangersPullRequestWhereAResultWasFoundAgain() {
    Pull first = change.open();
    world.run();
    Pull stranger = world.pulls.open("8").brings(yard, changed);
    stranger.origin = Origin.ANYWHERE;

    world.run();

    PullPlan said = world.pulls.said("8");
    MergePreview preview = requireNonNull(said.preview());
    assertThat(preview.tests())
        .singleElement()
        .satisfies(
            test -> {
              assertThat(test.outcome()).isEqualTo(MergePreview.Outcome.REUSED);
              assertThat(test.said())
                  .startsWith("passed; found again by its test key ")
                  .endsWith(
                      ", by which wagon ana/spectrum ran for pull request 7 at "
                          + first.head.abbreviated());
            });
    assertThat(said.tests()).isEmpty();
    assertThat(said.tested().message())
        .isEqualTo("1 test passed, found again by test key and not run for this pull request");
  }

  @Test
  void goesOnWithTheTestOfWhatIsMergedMeanwhile() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = change.open();
    world.round();
    world.work();

    change.merge(pull);
    world.round();
    world.fate = _ -> Fate.DONE;
    world.run();

    assertThat(world.done).noneMatch(Action.Cancel.class::isInstance);
    assertThat(world.of("test.")).as("those of main, from the beginning").hasSize(2);
    assertThat(world.test("ana/spectrum").phase()).isInstanceOf(WagonTestPhase.Passed.class);
  }

  @Test
  void testsOnMainAgainWhatHasFailedConfined() {
    world.fate =
        task -> task.isOf("pull.") ? Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum") : Fate.DONE;
    Pull pull = change.open();
    world.run();
    assertThat(change.said().tested().reason()).isEqualTo("TestFailed");

    change.merge(pull);
    world.run();

    assertThat(world.of("test.")).hasSize(3);
    assertThat(
            world.tests.values().stream()
                .filter(test -> test.wagon().toString().equals("ana/spectrum")))
        .anyMatch(test -> test.order().startsWith("test.") && test.generation() == 1);
  }

  @Test
  void endsTheTestOfWhatIsClosed() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = change.open();
    world.round();
    world.work();

    pull.close();
    world.round();

    assertThat(world.done).anyMatch(Action.Cancel.class::isInstance);
    assertThat(change.said().tests()).allMatch(test -> test.phase().isOver());
  }

  @Test
  void endsTheTestOfAHeadThatWasReplaced() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = change.open();
    world.round();
    world.work();

    changed.wagon("ana/spectrum").config = Map.of("bins", 300);
    pull.brings(yard, changed);
    world.round();

    assertThat(world.done).anyMatch(Action.Cancel.class::isInstance);
    assertThat(world.of("pull.")).hasSize(2);
  }

  @Test
  void keepsWhatIsWantedWhileItIsReadAnew() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = change.open();
    world.round();
    world.work();

    pull.merge = new Merge.Unread();
    world.round();

    assertThat(world.done).noneMatch(Action.Cancel.class::isInstance);
    assertThat(change.said().tests()).hasSize(1);
  }

  @Test
  void goesOnWithATestThatMainMayWantOnceFilesAreListed() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = change.open();
    world.round();
    world.work();

    pull.close();
    DatasetListing files = yard.listings.put("events", new DatasetListing.Unknown("listing"));
    world.round();
    assertThat(world.done).noneMatch(Action.Cancel.class::isInstance);

    yard.listings.put("events", requireNonNull(files));
    world.round();
    assertThat(world.done).anyMatch(Action.Cancel.class::isInstance);
  }

  @Test
  void testsAgainWhatFailedWhenAsked() {
    world.fate = _ -> Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum");
    Pull pull = change.open();
    world.run();

    world.fate = _ -> Fate.DONE;
    pull.retest = world.now;
    world.run();

    assertThat(change.said().tested().reason()).isEqualTo("Passed");
  }

  @Test
  void runsAfterEverythingElse() {
    change.open();

    world.round();

    assertThat(world.done)
        .filteredOn(Action.SubmitJobs.class::isInstance)
        .map(Action.SubmitJobs.class::cast)
        .filteredOn(jobs -> jobs.order().id().startsWith("pull."))
        .allMatch(jobs -> jobs.priority() < 0 && jobs.subject().startsWith("pull request 7: "));
  }
}
