package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.awaitThat;
import static dev.trainyard.cli.SmallYard.train;
import static dev.trainyard.cli.YardOnForge.LETTERS;
import static dev.trainyard.cli.YardOnForge.PREVIEW;
import static dev.trainyard.cli.YardOnForge.TEST;
import static dev.trainyard.cli.YardOnForge.enabled;
import static dev.trainyard.cli.YardOnForge.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.forge.LocalForge;
import dev.trainyard.model.CommitId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is trusted on a forge, what commands do, and what happens while it is away.
class ForgeTalkIT {
  /// How long the forge thinks before each answer, where it is slow.
  private static final Duration SLOW = Duration.ofMillis(500);

  @TempDir private Path folder;
  private YardOnForge small;
  private LocalForge forge;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    small = YardOnForge.gitHub(folder);
    forge = small.forge();
    yard = small.yard();
  }

  @AfterEach
  void end() throws Exception {
    small.close();
  }

  @Test
  void testsWhatSomebodyTrustedBringsAndTellsBeforeItEnds() throws Exception {
    forge.fork("alice");
    CommitId head = forge.push("alice", "more", Map.of(LETTERS, enabled("300Mi")));
    String pull = forge.open("alice", "alice", "more", "More memory");

    forge.behave(
        (_, _) -> {
          LockSupport.parkNanos(SLOW.toNanos());
          return false;
        });

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);

    assertThat(forge.checks(head)).containsEntry(TEST, "success").containsEntry(PREVIEW, "success");
    assertThat(small.comment(pull)).contains("no train starts");
  }

  @Test
  void holdsAnotherHeadBackAfterAForcePush() throws Exception {
    forge.fork("mallory");
    CommitId head = forge.push("mallory", "more", Map.of(LETTERS, enabled("300Mi")));

    try (RunningController _ = small.start()) {
      String pull = forge.open("mallory", "mallory", "more", "More memory");
      small.awaitComment(pull, "/ok-to-test " + head);
      forge.review(pull, "carol", "/ok-to-test " + head.hex());
      small.awaitCheck(head, TEST, "success");

      CommitId next = forge.forcePush("mallory", "more", Map.of(LETTERS, enabled("301Mi")));
      small.awaitCheck(next, TEST, "pending");
      small.awaitComment(pull, "ApprovalOutdated");
      assertThat(yard.testOrders()).hasSize(1);
    }
  }

  @Test
  void takesAnApprovalBack() throws Exception {
    forge.fork("mallory");
    String slow = enabled("300Mi").replace("[sh, \"${package}/count\"]", "[sleep, \"600\"]");
    CommitId head = forge.push("mallory", "more", Map.of(LETTERS, slow));

    try (RunningController _ = small.start()) {
      String pull = forge.open("mallory", "mallory", "more", "More memory");
      small.awaitComment(pull, "/ok-to-test " + head);
      forge.comment(pull, "carol", "/ok-to-test " + head.hex());
      yard.awaitStatus("pulls/" + pull + ".yaml", "is: Running");

      forge.comment(pull, "carol", "/ok-to-test cancel");

      yard.awaitStatus("pulls/" + pull + ".yaml", "reason: ApprovalAwaited");
      yard.awaitNoTasks();
    }
  }

  @Test
  void doesNotLetAPullRequestTrustItself() throws Exception {
    forge.fork("mallory");
    CommitId head =
        forge.push(
            "mallory",
            "more",
            Map.of(LETTERS, enabled("300Mi"), "yard.yaml", policy("mallory", "mallory")));

    try (RunningController _ = small.start()) {
      String pull = forge.open("mallory", "mallory", "more", "More memory");
      forge.comment(pull, "mallory", "/ok-to-test " + head.hex());

      small.awaitComment(pull, "mallory may not say /ok-to-test");
      small.awaitComment(pull, "it changes the policy of the yard");
      assertThat(small.comment(pull)).contains("one of carol: it changes yard.yaml");
      assertThat(yard.testOrders()).isEmpty();
    }
  }

  @Test
  void obeysHoldAndRetest() throws Exception {
    forge.fork("alice");
    String failing = enabled("300Mi").replace("${package}/count", "${package}/none");
    CommitId head = forge.push("alice", "more", Map.of(LETTERS, failing));

    try (RunningController _ = small.start()) {
      String pull = forge.open("alice", "alice", "more", "Broken");
      small.awaitCheck(head, TEST, "failure");
      assertThat(yard.testOrders()).hasSize(1);

      forge.comment(pull, "alice", "/retest");
      awaitThat("it is tested again", () -> yard.testOrders().size() == 2);
      small.awaitCheck(head, TEST, "failure");

      forge.comment(pull, "carol", "/hold");
      small.awaitComment(pull, "held by @");
      CommitId next = forge.push("alice", "more", Map.of(LETTERS, enabled("302Mi")));
      small.awaitCheck(next, TEST, "failure");
      assertThat(yard.testOrders()).hasSize(2);

      forge.comment(pull, "carol", "/hold cancel");
      small.awaitCheck(next, TEST, "success");
    }
  }

  @Test
  void endsAndSaysSoWhereTheForgeDoesNotListen() throws Exception {
    forge.expire("t0ken");
    yard.commit("trains/t.yaml", train("t", "scope: test"));

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.UNFINISHED);

    assertThat(yard.status("controller.yaml").orElseThrow()).contains("does not accept the token");
    assertThat(yard.status("trains/t.yaml").orElseThrow()).contains("is: Succeeded");
  }

  @Test
  void goesOnWhereItWasAfterARestartWithoutTheForge() throws Exception {
    forge.fork("mallory");
    CommitId head = forge.push("mallory", "more", Map.of(LETTERS, enabled("300Mi")));
    String pull = forge.open("mallory", "mallory", "more", "More memory");
    try (RunningController _ = small.start()) {
      small.awaitComment(pull, "/ok-to-test " + head);
      forge.comment(pull, "carol", "/ok-to-test " + head.hex());
      small.awaitCheck(head, TEST, "success");
    }
    forge.expire("t0ken");

    try (RunningController _ = small.start()) {
      yard.commit("trains/t.yaml", train("t", "scope: test"));
      yard.awaitPhase("t", "Succeeded");
      assertThat(yard.status("pulls/" + pull + ".yaml").orElseThrow()).contains("is: Passed");
      forge.comment(pull, "carol", "/hold");
      small.renew("renewed");

      small.awaitComment(pull, "held by @");
      yard.awaitStatus("controller.yaml", "ForgeAnswers");
    }
  }
}
