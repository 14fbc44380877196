package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.OpenPulls.Pull;
import dev.trainyard.plan.WorldInMemory.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose pull requests are tested, and which of their commits.
class PullTrustTest {
  private final ProposedChange change = new ProposedChange();
  private final SmallYard yard = change.yard;
  private final SmallYard changed = change.changed;
  private final WorldInMemory world = change.world;

  @Test
  void runsNothingOfStrangersBeforeThisCommitIsApproved() {
    Pull pull = change.open();
    pull.origin = Origin.ANYWHERE;
    world.run();
    assertThat(world.of("pull.")).isEmpty();
    assertThat(change.said().trusted().reason()).isEqualTo("ApprovalAwaited");
    assertThat(change.said().tested().status()).isEqualTo(Truth.UNKNOWN);

    pull.approve("somebody who may push");
    world.run();

    assertThat(world.of("pull.")).hasSize(1);
  }

  @Test
  void takesAnApprovalForOneCommitOnly() {
    Pull pull = change.open();
    pull.origin = Origin.ANYWHERE;
    pull.approve("somebody who may push");
    pull.head = SmallYard.commitId(77);

    world.run();

    assertThat(world.of("pull.")).isEmpty();
    assertThat(change.said().trusted().reason()).isEqualTo("ApprovalOutdated");
  }

  @Test
  void forgetsTheApprovalOfSomebodyWhoMayApproveNoMore() {
    Pull pull = change.open();
    pull.origin = Origin.ANYWHERE;
    pull.approve("@carol");

    world.run();

    assertThat(world.of("pull.")).isEmpty();
  }

  @Test
  void trustsThosePeopleWhomMainNames() {
    yard.policy = maintainedBy("carol", "alice");
    changed.policy = yard.policy;
    Pull pull = change.open();
    pull.origin = Origin.ANYWHERE;
    pull.author = "Alice";

    world.run();

    assertThat(change.said().trusted().reason()).isEqualTo("TrustedAuthor");
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
  void beginsNothingMoreWhileItIsHeld() {
    Pull pull = change.open();
    pull.hold = "@carol";
    world.run();
    assertThat(world.of("pull.")).isEmpty();
    assertThat(change.said().tested().reason()).isEqualTo("Held");

    pull.hold = "";
    world.run();

    assertThat(change.said().tested().reason()).isEqualTo("Passed");
  }

  @Test
  void goesOnWithWhatRunsWhileItIsHeld() {
    Pull pull = change.open();
    world.fate = _ -> Fate.RUNS;
    world.run();
    pull.hold = "@carol";

    world.run();

    assertThat(running()).hasSize(1);
    assertThat(change.said().tested().reason()).isEqualTo("Held");
  }

  @Test
  void shieldsNothingByAHoldOnceItsApprovalIsTakenBack() {
    Pull pull = change.open();
    pull.origin = Origin.ANYWHERE;
    pull.approve("somebody who may push");
    world.fate = _ -> Fate.RUNS;
    world.run();
    pull.hold = "@mallory";
    pull.approvals.clear();

    world.run();

    assertThat(running()).isEmpty();
    assertThat(change.said().trusted().reason()).isEqualTo("ApprovalAwaited");
  }

  private List<TaskState> running() {
    return world.of("pull.").stream()
        .flatMap(submission -> submission.tasks.values().stream())
        .filter(state -> !state.isOver())
        .toList();
  }

  @Test
  void takesAPushedApprovalWhereAnotherCountsNoMore() {
    Pull pull = change.open();
    pull.origin = Origin.ANYWHERE;
    pull.approve("@carol");
    world.run();
    assertThat(change.said().trusted().message())
        .contains("@carol approved it, and is no maintainer any more");

    pull.approve("somebody who may push");
    world.run();

    assertThat(change.said().trusted().reason()).isEqualTo("Approved");
  }
}
