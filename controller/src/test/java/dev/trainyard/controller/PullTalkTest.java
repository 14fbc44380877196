package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.PullTalk.Matter;
import dev.trainyard.forge.Comment;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.YardSpec.Branches;
import dev.trainyard.model.spec.YardSpec.Mentions;
import dev.trainyard.model.spec.YardSpec.PullPolicy;
import dev.trainyard.model.status.PullStatus.Approval;
import dev.trainyard.plan.PullTrust;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What counts of what people say: `carol` maintains the yard, `ann` made the pull request.
class PullTalkTest {
  private static final Instant SEEN = Instant.parse("2026-11-21T08:00:00Z");
  private static final Instant LATER = SEEN.plusSeconds(60);
  private static final CommitId HEAD = new CommitId("a".repeat(40));
  private static final CommitId OTHER = new CommitId("b".repeat(40));
  private static final String OK = "/ok-to-test " + HEAD.hex();

  @Test
  void countsWhatAMaintainerApproves() {
    PullTalk talk = said(comment("1", "carol", LATER, OK));

    assertThat(talk.approvals()).containsExactly(new Approval(HEAD, "@carol", LATER));
    assertThat(talk.remark()).isEmpty();
  }

  @Test
  void countsNoApprovalFromBeforeTheHeadWasSeen() {
    PullTalk talk = said(comment("1", "carol", SEEN.minusSeconds(1), OK));

    assertThat(talk.approvals()).isEmpty();
    assertThat(talk.remark()).contains("was not known to be the head when you approved it");
  }

  @Test
  void believesTheForgeWhatAReviewWasOf() {
    PullTalk early = said(review("carol", SEEN.minusSeconds(60), OK, HEAD));
    PullTalk wrong = said(review("carol", LATER, OK, OTHER));

    assertThat(early.approvals()).hasSize(1);
    assertThat(wrong.approvals()).isEmpty();
    assertThat(wrong.remark()).contains("was not known to be the head");
  }

  @Test
  void countsNoApprovalOfAnotherCommit() {
    PullTalk talk = said(comment("1", "carol", LATER, "/ok-to-test " + OTHER.hex()));

    assertThat(talk.approvals()).isEmpty();
    assertThat(talk.remark()).contains("is not the head of this pull request");
  }

  @Test
  void forgetsAnApprovalWhoseCommentIsGone() {
    Comment approval = comment("1", "carol", LATER, OK);
    PullTalk talk = said(approval);

    assertThat(after(talk, approval).approvals()).hasSize(1);
    assertThat(after(talk, comment("2", "ann", LATER, "Thanks.")).approvals()).isEmpty();
    assertThat(after(talk, comment("1", "carol", LATER, "No.")).approvals()).isEmpty();
  }

  @Test
  void withdrawsWhatWasSaidOfThisHead() {
    Comment approval = comment("1", "carol", LATER, OK);
    Comment cancel = comment("2", "dave", LATER.plusSeconds(9), "/ok-to-test cancel");

    PullTalk talk = after(said(approval), approval, cancel);

    assertThat(talk.approvals()).isEmpty();
    assertThat(talk.remark()).isEmpty();
    assertThat(after(talk, approval, cancel).approvals()).as("nor is it obeyed again").isEmpty();
  }

  @Test
  void approvesAgainAfterwards() {
    Comment approval = comment("1", "carol", LATER, OK);
    Comment cancel = comment("2", "carol", LATER.plusSeconds(9), "/ok-to-test cancel");
    Comment again = comment("3", "carol", LATER.plusSeconds(99), OK);

    assertThat(said(approval, cancel, again).approvals()).hasSize(1);
  }

  @Test
  void letsTheAuthorLiftNoHoldOfAMaintainer() {
    PullTalk held = said(comment("1", "carol", LATER, "/hold"));

    PullTalk tried = after(held, comment("2", "ann", LATER, "/hold\n/hold cancel"));

    assertThat(tried.hold()).isEqualTo("@carol");
    assertThat(tried.remark()).contains("@ann may not say /hold cancel");
    assertThat(after(tried, comment("3", "carol", LATER, "/hold cancel")).hold()).isEmpty();
  }

  @Test
  void letsAMaintainerTakeTheHoldOfTheAuthorOver() {
    PullTalk own = said(comment("1", "ann", LATER, "/hold"));

    PullTalk taken = after(own, comment("2", "carol", LATER, "/hold"));

    assertThat(own.hold()).isEqualTo("@ann");
    assertThat(after(own, comment("2", "ann", LATER, "/hold cancel")).hold()).isEmpty();
    assertThat(taken.hold()).isEqualTo("@carol");
  }

  @Test
  void letsNobodyElseWithdraw() {
    Comment approval = comment("1", "carol", LATER, OK);
    Comment cancel = comment("2", "ann", LATER.plusSeconds(9), "/ok-to-test cancel");

    PullTalk talk = after(said(approval), approval, cancel);

    assertThat(talk.approvals()).hasSize(1);
    assertThat(talk.remark()).contains("@ann may not say /ok-to-test cancel");
  }

  @Test
  void keepsWhatWasPushedBesideWhatWasWritten() {
    PullTalk written = said(comment("1", "carol", LATER, "/ok-to-test " + HEAD.hex()));

    PullTalk both = written.withPushed(Set.of(HEAD), HEAD, LATER);

    assertThat(both.approvals()).hasSize(2);
    assertThat(both.withPushed(Set.of(HEAD), HEAD, LATER).approvals()).hasSize(2);
    assertThat(both.withPushed(Set.of(), HEAD, LATER).approvals())
        .extracting(Approval::by)
        .containsExactly("@carol");
  }

  @Test
  void saysHowToTakeBackWhatWasPushed() {
    PullTalk pushed = PullTalk.of(null).withPushed(Set.of(HEAD), HEAD, SEEN);

    PullTalk talk = after(pushed, comment("1", "carol", LATER, "/ok-to-test cancel"));

    assertThat(talk.remark()).contains("trainyard approve --revoke " + HEAD.hex());
    assertThat(talk.withPushed(Set.of(HEAD), HEAD, LATER).approvals()).hasSize(1);
  }

  private static PullTalk said(Comment... comments) {
    return after(PullTalk.of(null), comments);
  }

  private static PullTalk after(PullTalk talk, Comment... comments) {
    PullPolicy policy =
        new PullPolicy(List.of(), List.of("carol", "dave"), Branches.APPROVAL, Mentions.NOBODY);
    return talk.after(
        List.of(comments), new Matter(HEAD, SEEN, "ann", new PullTrust(policy, LATER)));
  }

  private static Comment comment(String id, String by, Instant at, String text) {
    return new Comment(id, by, at, text, Optional.empty());
  }

  private static Comment review(String by, Instant at, String text, CommitId of) {
    return new Comment("review-7", by, at, text, Optional.of(of));
  }
}
