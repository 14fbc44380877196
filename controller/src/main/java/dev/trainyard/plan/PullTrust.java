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
    if (!pull.hold().isEmpty()) {
      return said(
          Truth.FALSE, HELD, "held by " + pull.hold() + "; /hold cancel lets its tests go on");
    }
    if (trusts(pull.author())) {
      return said(Truth.TRUE, "TrustedAuthor", pull.author() + " is trusted by this yard");
    }
    if (pull.origin() == Origin.BRANCH && policy.branches() == Branches.TRUSTED) {
      return said(Truth.TRUE, "OwnBranch", "its head is a branch of this repository");
    }
    return approval(pull)
        .map(by -> said(Truth.TRUE, "Approved", "this commit was approved by " + by.by()))
        .orElseGet(() -> awaited(pull));
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
    return pull.approvals().stream()
        .filter(approval -> approval.commit().equals(pull.head()))
        .filter(this::counts)
        .findFirst();
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
    return pull.approvals().isEmpty()
        ? said(Truth.FALSE, "ApprovalAwaited", "its author is not known to be trusted: " + how)
        : said(
            Truth.FALSE,
            "ApprovalOutdated",
            "commit %s was approved, and its head is another one by now: %s"
                .formatted(pull.approvals().getLast().commit().abbreviated(), how));
  }

  private Condition said(Truth truth, String reason, String message) {
    return new Condition(TRUSTED, truth, reason, message, now);
  }
}
