package dev.trainyard.plan;

import static dev.trainyard.model.status.PullStatus.TRUSTED;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.spec.YardSpec.Branches;
import dev.trainyard.model.spec.YardSpec.PullPolicy;
import dev.trainyard.model.status.PullStatus.Approval;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides whether the wagons of a pull request may be tested: because of who made it, or because
/// somebody who may has approved this very commit.
public record PullTrust(PullPolicy policy, Instant now) {
  static final String HELD = "Held";

  /// By the policy of the main branch.
  static PullTrust of(YardSpec main, Instant now) {
    return new PullTrust(main.pulls(), now);
  }

  /// Whether it is trusted, and why.
  public Condition of(PullView pull) {
    Condition trusted = withoutHold(pull);
    // Who may hold it may be its author: of what is not trusted, a hold lets nothing go on.
    return pull.hold().isEmpty() || trusted.status() != Truth.TRUE
        ? trusted
        : said(Truth.FALSE, HELD, heldBy(pull.hold()));
  }

  static String heldBy(String who) {
    return "held by " + who + "; /hold cancel lets its tests go on";
  }

  private Condition withoutHold(PullView pull) {
    if (trusts(pull.author())) {
      return said(Truth.TRUE, "TrustedAuthor", pull.author() + " is trusted by this yard");
    }
    if (isOwn(pull.origin())) {
      return said(Truth.TRUE, "OwnBranch", "its head is a branch of this repository");
    }
    return approval(pull)
        .map(by -> said(Truth.TRUE, "Approved", "this commit was approved by " + by.by()))
        .orElseGet(() -> awaited(pull));
  }

  /// Whether what comes from there is trusted without anybody's approval.
  ///
  /// @param author empty if nobody tells
  public boolean knows(String author, Origin origin) {
    return trusts(author) || isOwn(origin);
  }

  private boolean isOwn(Origin origin) {
    return origin == Origin.BRANCH && policy.branches() == Branches.TRUSTED;
  }

  private boolean trusts(String author) {
    return !author.isEmpty()
        && (policy.trusted().stream().anyMatch(author::equalsIgnoreCase) || mayApprove(author));
  }

  /// Whether somebody may approve what others made.
  public boolean mayApprove(String user) {
    return policy.maintainers().stream().anyMatch(user::equalsIgnoreCase);
  }

  private Optional<Approval> approval(PullView pull) {
    return ofHead(pull).filter(this::counts).findFirst();
  }

  private static Stream<Approval> ofHead(PullView pull) {
    return pull.approvals().stream().filter(approval -> approval.commit().equals(pull.head()));
  }

  /// What somebody has said counts only as long as he may say it.
  private boolean counts(Approval approval) {
    return !approval.by().startsWith("@") || mayApprove(approval.by().substring(1));
  }

  private Condition awaited(PullView pull) {
    String command = "trainyard approve " + pull.head().hex();
    String how =
        pull.author().isEmpty()
            ? "whoever may push and has read it runs " + command
            : "a maintainer who has read it writes /ok-to-test %s; without a comment, whoever may push runs %s"
                .formatted(pull.head().hex(), command);
    if (pull.approvals().isEmpty()) {
      return said(Truth.FALSE, "ApprovalAwaited", "its author is not known to be trusted: " + how);
    }
    return ofHead(pull)
        .findFirst()
        .map(
            approval ->
                said(
                    Truth.FALSE,
                    "ApprovalAwaited",
                    "%s approved it, and is no maintainer any more: %s"
                        .formatted(approval.by(), how)))
        .orElseGet(() -> outdated(pull, how));
  }

  private Condition outdated(PullView pull, String how) {
    return said(
        Truth.FALSE,
        "ApprovalOutdated",
        "commit %s was approved, and its head is another one by now: %s"
            .formatted(pull.approvals().getLast().commit().abbreviated(), how));
  }

  private Condition said(Truth truth, String reason, String message) {
    return new Condition(TRUSTED, truth, reason, message, now);
  }
}
