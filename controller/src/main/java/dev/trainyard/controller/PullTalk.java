package dev.trainyard.controller;

import dev.trainyard.forge.Commands;
import dev.trainyard.forge.Comment;
import dev.trainyard.forge.PullCommand;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.PullStatus.Approval;
import dev.trainyard.model.status.PullStatus.Heard;
import dev.trainyard.plan.PullTrust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What people have said about a pull request, as far as it counts. Every comment is acted upon
/// once; who may say what follows from the main branch.
///
/// @param approvals of any of its heads
/// @param hold who holds it; empty if nobody does
/// @param retest when somebody asked for failed tests to be run again
/// @param remark why the last command was not obeyed; empty if it was
/// @param heard which comments were acted upon
record PullTalk(
    List<Approval> approvals, String hold, @Nullable Instant retest, String remark, Heard heard) {
  /// Who an approval is by that was pushed.
  private static final String PUSHED = "somebody who may push (trainyard approve)";

  private static final int MOST_APPROVALS = 20;
  private static final PullTalk NONE =
      new PullTalk(List.of(), "", null, "", new Heard(Instant.EPOCH, List.of()));

  PullTalk {
    int from = Math.max(0, approvals.size() - MOST_APPROVALS);
    approvals = List.copyOf(approvals.subList(from, approvals.size()));
  }

  /// What was said so far, by what the status branch says of it.
  static PullTalk of(@Nullable PullStatus said) {
    return said == null
        ? NONE
        : new PullTalk(said.approvals(), said.hold(), said.retest(), said.remark(), said.heard());
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
        approved.contains(head)
            && all.stream().noneMatch(it -> it.commit().equals(head) && it.by().equals(PUSHED));
    if (isNew) {
      all.add(new Approval(head, PUSHED, now));
    }
    return new PullTalk(all, hold, retest, remark, heard);
  }

  /// What comments are about.
  ///
  /// @param head the commit that they are about
  /// @param since when it is known to have been the head, by the forge's clock
  /// @param author who made the pull request
  record Matter(CommitId head, Instant since, String author, PullTrust trust) {}

  /// After these comments: all that stand there now.
  PullTalk after(List<Comment> comments, Matter matter) {
    PullTalk talk = standing(comments);
    for (Comment comment : comments) {
      if (!heard.has(comment.id(), comment.created())) {
        for (PullCommand command : Commands.in(comment.text())) {
          talk = talk.after(command, comment, matter);
        }
      }
    }
    Map<String, Instant> all =
        comments.stream()
            .collect(Collectors.toMap(Comment::id, Comment::created, (first, _) -> first));
    return new PullTalk(talk.approvals, talk.hold, talk.retest, talk.remark, heard.andAll(all));
  }

  /// Without approvals whose comment was deleted or edited since.
  private PullTalk standing(List<Comment> comments) {
    List<Approval> all = new ArrayList<>(approvals);
    all.removeIf(
        approval ->
            approval.by().startsWith("@")
                && comments.stream().noneMatch(comment -> gives(comment, approval)));
    return new PullTalk(all, hold, retest, remark, heard);
  }

  private static boolean gives(Comment comment, Approval approval) {
    return approval.by().equalsIgnoreCase("@" + comment.author())
        && approval.at().equals(comment.created())
        && Commands.in(comment.text()).contains(new PullCommand.OkToTest(approval.commit()));
  }

  private PullTalk after(PullCommand command, Comment comment, Matter matter) {
    String by = comment.author();
    boolean maintains = matter.trust().mayApprove(by);
    boolean may = maintains || by.equalsIgnoreCase(matter.author());
    return switch (command) {
      case PullCommand.OkToTest(CommitId commit) ->
          maintains ? approved(commit, comment, matter) : refused(by, "/ok-to-test");
      case PullCommand.Withdraw() ->
          maintains ? withdrawn(by, matter.head()) : refused(by, "/ok-to-test cancel");
      case PullCommand.Test() -> may ? retested(matter.trust().now()) : refused(by, "/test");
      case PullCommand.Retest() -> may ? retested(matter.trust().now()) : refused(by, "/retest");
      case PullCommand.Hold() -> may ? held(by, matter.trust()) : refused(by, "/hold");
      case PullCommand.Release() ->
          maintains || hold.equals("@" + by) ? held("") : refused(by, "/hold cancel");
      case PullCommand.Misspelt(String why) -> remarked("@" + by + ": " + why);
    };
  }

  /// Only of what was to be seen: somebody may have been told the id of what comes next.
  private PullTalk approved(CommitId commit, Comment comment, Matter matter) {
    String by = "@" + comment.author();
    if (!commit.equals(matter.head())) {
      return remarked(
          "%s: %s is not the head of this pull request, %s is"
              .formatted(by, commit.abbreviated(), matter.head().hex()));
    }
    boolean wasHead =
        comment.head().isPresent()
            ? comment.head().get().equals(commit)
            : !comment.created().isBefore(matter.since());
    if (!wasHead) {
      return remarked(
          "%s: %s was not known to be the head when you approved it; look at it again, and write"
                  .formatted(by, commit.abbreviated())
              + " /ok-to-test and its id once more");
    }
    List<Approval> all = new ArrayList<>(approvals);
    all.removeIf(earlier -> earlier.commit().equals(commit) && earlier.by().equals(by));
    all.add(new Approval(commit, by, comment.created()));
    return new PullTalk(all, hold, retest, "", heard);
  }

  private PullTalk withdrawn(String by, CommitId head) {
    List<Approval> others = approvals.stream().filter(it -> !it.commit().equals(head)).toList();
    boolean pushed =
        approvals.stream().anyMatch(it -> it.commit().equals(head) && it.by().equals(PUSHED));
    String remark =
        pushed
            ? "@%s: one approval of this commit was pushed; trainyard approve --revoke %s takes it back"
                .formatted(by, head.hex())
            : "";
    return new PullTalk(others, hold, retest, remark, heard);
  }

  /// By our own clock: what failed before it was read is tested again.
  private PullTalk retested(Instant now) {
    return new PullTalk(approvals, hold, now, "", heard);
  }

  /// Whoever held it first holds it, so that an author cannot take over, and then lift, the hold of
  /// a maintainer.
  private PullTalk held(String by, PullTrust trust) {
    boolean takesOver =
        trust.mayApprove(by) && hold.startsWith("@") && !trust.mayApprove(hold.substring(1));
    return hold.isEmpty() || takesOver ? held("@" + by) : held(hold);
  }

  private PullTalk held(String by) {
    return new PullTalk(approvals, by, retest, "", heard);
  }

  private PullTalk refused(String by, String command) {
    return remarked(
        "@%s may not say %s: only those named under spec.pulls.maintainers of yard.yaml may%s"
            .formatted(by, command, command.startsWith("/ok-to-test") ? "" : ", and the author"));
  }

  private PullTalk remarked(String text) {
    return new PullTalk(approvals, hold, retest, text, heard);
  }
}
