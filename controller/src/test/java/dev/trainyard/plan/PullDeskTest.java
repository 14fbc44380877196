package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Effect;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.plan.OpenPulls.Pull;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is tested for pull requests, when, and what that means for main.
class PullDeskTest {
  private final SmallYard yard = enabled(new SmallYard());
  private final SmallYard changed = enabled(new SmallYard());
  private final WorldInMemory world = new WorldInMemory(yard);

  PullDeskTest() {
    changed.wagon("ana/spectrum").config = Map.of("bins", 200);
    world.run();
  }

  private static SmallYard enabled(SmallYard yard) {
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    yard.wagon("ana/other", it -> it.config = Map.of("other", 1)).enabled("events", Mode.ALWAYS);
    return yard;
  }

  @Test
  void testsOnlyWhatItChanges() {
    pull();

    world.run();

    assertThat(world.of("pull.")).hasSize(1);
    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("Passed");
    assertThat(world.pulls.said("7").tests())
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
    pull();

    world.run();

    assertThat(tested()).containsExactlyInAnyOrder("ana/spectrum", "ana/fit");
  }

  @Test
  void testsWhatIsEnabledOnADatasetThatItChanges() {
    changed.wagon("ana/spectrum").config = Map.of();
    changed.events().meta = Map.of("pass", 2);
    pull();

    world.run();

    assertThat(tested()).containsExactlyInAnyOrder("ana/spectrum", "ana/other");
  }

  @Test
  void testsWhatRunsInAPackageThatItChanges() {
    changed.wagon("ana/spectrum").config = Map.of();
    changed.packages.put("tools", List.of(SmallYard.version("tools", "v3", 3)));
    pull();

    world.run();

    assertThat(tested()).containsExactlyInAnyOrder("ana/spectrum", "ana/other");
  }

  @Test
  void testsNothingForAChangeOfWordsOnly() {
    changed.wagon("ana/spectrum").config = Map.of();
    changed.wagon("ana/spectrum").labels = Map.of("a", "b");
    pull();

    world.run();

    assertThat(tested()).isEmpty();
    assertThat(world.pulls.said("7").tested().status()).isEqualTo(Truth.TRUE);
  }

  private List<String> tested() {
    return world.pulls.said("7").tests().stream().map(test -> test.wagon().toString()).toList();
  }

  @Test
  void runsNothingOfStrangersBeforeThisCommitIsApproved() {
    Pull pull = pull();
    pull.origin = Origin.ANYWHERE;
    world.run();
    assertThat(world.of("pull.")).isEmpty();
    assertThat(world.pulls.said("7").trusted().reason()).isEqualTo("ApprovalAwaited");
    assertThat(world.pulls.said("7").tested().status()).isEqualTo(Truth.UNKNOWN);

    pull.approve("somebody who may push");
    world.run();

    assertThat(world.of("pull.")).hasSize(1);
  }

  @Test
  void takesAnApprovalForOneCommitOnly() {
    Pull pull = pull();
    pull.origin = Origin.ANYWHERE;
    pull.approve("somebody who may push");
    pull.head = SmallYard.commitId(77);

    world.run();

    assertThat(world.of("pull.")).isEmpty();
    assertThat(world.pulls.said("7").trusted().reason()).isEqualTo("ApprovalOutdated");
  }

  @Test
  void forgetsTheApprovalOfSomebodyWhoMayApproveNoMore() {
    Pull pull = pull();
    pull.origin = Origin.ANYWHERE;
    pull.approve("@carol");

    world.run();

    assertThat(world.of("pull.")).isEmpty();
  }

  @Test
  void trustsThosePeopleWhomMainNames() {
    yard.policy = maintainedBy("carol", "alice");
    changed.policy = yard.policy;
    Pull pull = pull();
    pull.origin = Origin.ANYWHERE;
    pull.author = "Alice";

    world.run();

    assertThat(world.pulls.said("7").trusted().reason()).isEqualTo("TrustedAuthor");
    assertThat(world.of("pull.")).hasSize(1);
  }

  private static YardSpec maintainedBy(String maintainer, String trusted) {
    YardSpec spec = YardSpec.defaults();
    return new YardSpec(
        spec.description(),
        spec.test(),
        spec.rules(),
        new YardSpec.PullPolicy(
            List.of(trusted),
            List.of(maintainer),
            YardSpec.Branches.APPROVAL,
            YardSpec.Mentions.NOBODY),
        null);
  }

  @Test
  void findsTheResultAgainAfterTheMerge() {
    Pull pull = pull();
    world.run();
    int before = world.submissions.size();

    merge(pull);
    world.run();

    assertThat(world.submissions).hasSize(before);
    assertThat(world.test("ana/spectrum").phase()).isInstanceOf(WagonTestPhase.Passed.class);
  }

  @Test
  void goesOnWithTheTestOfWhatIsMergedMeanwhile() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = pull();
    world.round();
    world.work();

    merge(pull);
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
    Pull pull = pull();
    world.run();
    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("TestFailed");

    merge(pull);
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
    Pull pull = pull();
    world.round();
    world.work();

    pull.close();
    world.round();

    assertThat(world.done).anyMatch(Action.Cancel.class::isInstance);
    assertThat(world.pulls.said("7").tests()).allMatch(test -> test.phase().isOver());
  }

  @Test
  void endsTheTestOfAHeadThatWasReplaced() {
    world.fate = _ -> Fate.RUNS;
    Pull pull = pull();
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
    Pull pull = pull();
    world.round();
    world.work();

    pull.merge = new Merge.Unread();
    world.round();

    assertThat(world.done).noneMatch(Action.Cancel.class::isInstance);
    assertThat(world.pulls.said("7").tests()).hasSize(1);
  }

  @Test
  void beginsNothingMoreWhileItIsHeld() {
    Pull pull = pull();
    pull.hold = "@carol";
    world.run();
    assertThat(world.of("pull.")).isEmpty();
    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("Held");

    pull.hold = "";
    world.run();

    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("Passed");
  }

  @Test
  void testsAgainWhatFailedWhenAsked() {
    world.fate = _ -> Fate.fails(ExitCause.EXIT_CODE, "ana/spectrum");
    Pull pull = pull();
    world.run();

    world.fate = _ -> Fate.DONE;
    pull.retest = world.now;
    world.run();

    assertThat(world.pulls.said("7").tested().reason()).isEqualTo("Passed");
  }

  @Test
  void runsAfterEverythingElse() {
    pull();

    world.round();

    assertThat(world.done)
        .filteredOn(Action.SubmitJobs.class::isInstance)
        .map(Action.SubmitJobs.class::cast)
        .filteredOn(jobs -> jobs.order().id().startsWith("pull."))
        .allMatch(jobs -> jobs.priority() < 0 && jobs.subject().startsWith("pull request 7: "));
  }

  @Test
  void foretellsTheTrainThatWouldStart() {
    changed.train("next", "ana/spectrum");
    pull();

    world.run();

    MergePreview preview = preview();
    assertThat(preview.trains()).extracting(train -> train.effect()).containsExactly(Effect.STARTS);
    assertThat(preview.total().files()).isEqualTo(4);
    assertThat(preview.total().jobs()).isEqualTo(4);
    assertThat(preview.total().isWhole()).isTrue();
    assertThat(world.trains).doesNotContainKey("next");
  }

  @Test
  void foretellsWhatATrainWouldLack() {
    yard.train("all", "ana/spectrum");
    changed.train("all", "ana/spectrum");
    world.run();
    assertThat(world.train("all").phase().word()).isEqualTo("Succeeded");
    changed.dataset("events", 6);
    changed.events().meta = Map.of("pass", 2);
    pull();

    world.run();

    assertThat(preview().trains())
        .filteredOn(train -> train.effect() == Effect.INCOMPLETE)
        .hasSize(1)
        .allSatisfy(train -> assertThat(train.reason()).contains("lacks 2 files of 1 run"))
        .allSatisfy(train -> assertThat(train.cost().files()).isEqualTo(2));
  }

  @Test
  void foretellsThatATrainIsCancelled() {
    world.fate = task -> task.isOf("train.") ? Fate.RUNS : Fate.DONE;
    yard.train("all", "ana/spectrum");
    for (int i = 0; i < 10; i++) {
      world.round();
      world.work();
    }
    pull();

    world.round();

    assertThat(preview().trains())
        .extracting(train -> train.effect())
        .containsExactly(Effect.CANCELLED);
  }

  private MergePreview preview() {
    return requireNonNull(world.pulls.said("7").preview());
  }

  private Pull pull() {
    return world.pulls.open("7").brings(yard, changed);
  }

  /// Main is what the pull request would have made of it.
  private void merge(Pull pull) {
    yard.wagons.clear();
    yard.wagons.putAll(changed.wagons);
    pull.close();
  }
}
