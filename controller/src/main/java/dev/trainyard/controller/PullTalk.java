package dev.trainyard.controller;

import dev.trainyard.forge.Commands;
import dev.trainyard.forge.Comment;
import dev.trainyard.forge.PullCommand;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.PullStatus.Approval;
import dev.trainyard.plan.PullTrust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What people have said about a pull request, as far as it counts. Every comment is acted upon
/// once; who may say what follows from the main branch.
///
/// @param approvals of any of its heads
/// @param hold who holds it; empty if nobody does
/// @param retest when somebody asked for failed tests to be run again
/// @param remark why the last command was not obeyed; empty if it was
/// @param handled ids of comments that were acted upon
record PullTalk(
    List<Approval> approvals,
    String hold,
    @Nullable Instant retest,
    String remark,
    List<String> handled) {
  /// Who an approval is by that was pushed.
  private static final String PUSHED = "somebody who may push (trainyard approve)";

  private static final PullTalk NONE = new PullTalk(List.of(), "", null, "", List.of());

  PullTalk {
    approvals = List.copyOf(approvals);
    handled = List.copyOf(handled);
  }

  /// What was said so far, by what the status branch says of it.
  static PullTalk of(@Nullable PullStatus said) {
    return said == null
        ? NONE
        : new PullTalk(said.approvals(), said.hold(), said.retest(), said.remark(), said.handled());
  }

  /// With the approvals that were pushed: those that are there now, and no others.
  PullTalk withPushed(Set<CommitId> approved, CommitId head, Instant now) {
    List<Approval> all = new ArrayList<>();
    for (Approval approval : approvals) {
      if (!approval.by().equals(PUSHED) || approved.contains(approval.commit())) {
        all.add(approval);
      }
    }
    boolean isNew =
        approved.contains(head) && all.stream().noneMatch(it -> it.commit().equals(head));
    if (isNew) {
      all.add(new Approval(head, PUSHED, now));
    }
    return new PullTalk(all, hold, retest, remark, handled);
  }

  /// After these comments.
  ///
  /// @param author who made the pull request
  PullTalk after(List<Comment> comments, String author, PullTrust trust) {
    PullTalk talk = this;
    for (Comment comment : comments) {
      if (!handled.contains(comment.id())) {
        for (PullCommand command : Commands.in(comment.text())) {
          talk = talk.after(command, comment, author, trust);
        }
        talk = talk.handled(comment.id());
      }
    }
    return talk;
  }

  private PullTalk after(PullCommand command, Comment comment, String author, PullTrust trust) {
    String by = comment.author();
    boolean maintains = trust.mayApprove(by);
    boolean own = by.equalsIgnoreCase(author);
    return switch (command) {
      case PullCommand.OkToTest(CommitId commit) ->
          maintains ? approved(commit, comment) : refused(by, "/ok-to-test");
      case PullCommand.Test() -> maintains || own ? retested(trust.now()) : refused(by, "/test");
      case PullCommand.Retest() ->
          maintains || own ? retested(trust.now()) : refused(by, "/retest");
      case PullCommand.Hold() -> maintains || own ? held("@" + by) : refused(by, "/hold");
      case PullCommand.Release() ->
          maintains || hold.equals("@" + by) ? held("") : refused(by, "/hold cancel");
      case PullCommand.Misspelt(String why) -> remarked("@" + by + ": " + why);
    };
  }

  private PullTalk approved(CommitId commit, Comment comment) {
    List<Approval> all = new ArrayList<>(approvals);
    all.add(new Approval(commit, "@" + comment.author(), comment.created()));
    return new PullTalk(all, hold, retest, "", handled);
  }

  /// By our own clock: what failed before it was read is tested again.
  private PullTalk retested(Instant now) {
    return new PullTalk(approvals, hold, now, "", handled);
  }

  private PullTalk held(String by) {
    return new PullTalk(approvals, by, retest, "", handled);
  }

  private PullTalk refused(String by, String command) {
    return remarked(
        "@%s may not say %s: only those named under spec.pulls.maintainers of yard.yaml may%s"
            .formatted(by, command, command.equals("/ok-to-test") ? "" : ", and the author"));
  }

  private PullTalk remarked(String text) {
    return new PullTalk(approvals, hold, retest, text, handled);
  }

  private PullTalk handled(String comment) {
    List<String> all = new ArrayList<>(handled);
    all.add(comment);
    int from = Math.max(0, all.size() - PullStatus.MOST_HANDLED);
    return new PullTalk(approvals, hold, retest, remark, all.subList(from, all.size()));
  }
}
