package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.TextYard;
import dev.trainyard.controller.PullCase.Basis;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.status.PullStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is known of pull requests before they are read again.
class PullCaseTest {
  @Test
  void knowsABranchForWhatItIsBeforeItIsReadAgain() {
    PullView unread = PullCase.unread(said("refs/heads/topic"), Basis.CURRENT).view();

    assertThat(unread.origin()).isEqualTo(Origin.BRANCH);
  }

  @Test
  void trustsNoOtherHeadForWhereItIs() {
    PullView unread = PullCase.unread(said("refs/pull/7/head"), Basis.CURRENT).view();

    assertThat(unread.origin()).isEqualTo(Origin.ANYWHERE);
  }

  private static PullStatus said(String ref) {
    return new PullStatus(
        "7",
        ref,
        TextYard.COMMIT,
        null,
        "",
        "",
        List.of(),
        0,
        List.of(),
        List.of(),
        "",
        null,
        "",
        new PullStatus.Heard(Instant.EPOCH, List.of()),
        List.of(),
        null);
  }
}
