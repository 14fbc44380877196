package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.awaitThat;
import static dev.trainyard.cli.SmallYard.policy;
import static dev.trainyard.cli.SmallYard.train;
import static dev.trainyard.cli.SmallYard.wagon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.forge.LocalForge;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of pull requests on a forge, from the fork to the train.
class ForgeTalkIT {
  private static final String LETTERS = "analyses/first/wagons/letters.yaml";
  private static final String VALIDATE = "trainyard/validate";
  private static final String TEST = "trainyard/test";
  private static final String PREVIEW = "trainyard/preview";

  @TempDir private Path folder;
  private LocalForge forge;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    forge = LocalForge.gitHub(folder.resolve("forge"));
    yard = SmallYard.on(forge, folder);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
    forge.close();
  }

  @Test
  void fromTheForkOfAStrangerToTheTrain() throws Exception {
    forge.fork("mallory");
    CommitId head =
        forge.push(
            "mallory", "more", Map.of(LETTERS, enabled("300Mi"), "trains/t.yaml", train("t", "")));

    try (RunningController _ = RunningController.start(yard.settings())) {
      String pull = forge.open("mallory", "mallory", "more", "More @carol memory");
      awaitCheck(head, TEST, "pending");
      awaitCheck(head, VALIDATE, "success");
      awaitCheck(head, PREVIEW, "success");
      assertThat(testOrders()).isEmpty();
      forge.comment(pull, "mallory", "/ok-to-test " + head.hex());
      awaitComment(pull, "mallory may not say /ok-to-test");
      assertThat(testOrders()).isEmpty();

      forge.comment(pull, "carol", "Looks fine.\n/ok-to-test " + head.hex());
      awaitCheck(head, TEST, "success");
      awaitComment(pull, "carries first/letters (named, Passed)");
      assertThat(ours(pull)).as("one comment, edited in place").hasSize(1);

      forge.merge(pull);
      yard.awaitPhase("t", "Succeeded");
      awaitThat("it is closed", () -> yard.status("pulls/" + pull + ".yaml").isEmpty());
      yard.awaitStatus("wagons/first/letters.yaml", "is: Passed");
      assertThat(testOrders()).as("nothing was tested twice").hasSize(1);
    }
  }

  @Test
  void testsWhatSomebodyTrustedBringsAtOnce() throws Exception {
    forge.fork("alice");
    CommitId head = forge.push("alice", "more", Map.of(LETTERS, enabled("300Mi")));

    try (RunningController _ = RunningController.start(yard.settings())) {
      forge.open("alice", "alice", "more", "More memory");

      awaitCheck(head, TEST, "success");
    }
  }

  @Test
  void holdsAnotherHeadBackAfterAForcePush() throws Exception {
    forge.fork("mallory");
    CommitId head = forge.push("mallory", "more", Map.of(LETTERS, enabled("300Mi")));

    try (RunningController _ = RunningController.start(yard.settings())) {
      String pull = forge.open("mallory", "mallory", "more", "More memory");
      forge.comment(pull, "carol", "/ok-to-test " + head.hex());
      awaitCheck(head, TEST, "success");

      CommitId next = forge.forcePush("mallory", "more", Map.of(LETTERS, enabled("301Mi")));
      awaitCheck(next, TEST, "pending");
      awaitComment(pull, "ApprovalOutdated");
      assertThat(testOrders()).hasSize(1);
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

    try (RunningController _ = RunningController.start(yard.settings())) {
      String pull = forge.open("mallory", "mallory", "more", "More memory");
      forge.comment(pull, "mallory", "/ok-to-test " + head.hex());

      awaitComment(pull, "mallory may not say /ok-to-test");
      awaitComment(pull, "it changes the policy of the yard");
      assertThat(comment(pull)).contains("one of carol: it changes yard.yaml");
      assertThat(testOrders()).isEmpty();
    }
  }

  @Test
  void obeysHoldAndRetest() throws Exception {
    forge.fork("alice");
    String failing = enabled("300Mi").replace("${package}/count", "${package}/none");
    CommitId head = forge.push("alice", "more", Map.of(LETTERS, failing));

    try (RunningController _ = RunningController.start(yard.settings())) {
      String pull = forge.open("alice", "alice", "more", "Broken");
      awaitCheck(head, TEST, "failure");
      assertThat(testOrders()).hasSize(1);

      forge.comment(pull, "alice", "/retest");
      awaitThat("it is tested again", () -> testOrders().size() == 2);
      awaitCheck(head, TEST, "failure");

      forge.comment(pull, "carol", "/hold");
      awaitComment(pull, "held by @");
      CommitId next = forge.push("alice", "more", Map.of(LETTERS, enabled("302Mi")));
      awaitCheck(next, TEST, "failure");
      assertThat(testOrders()).hasSize(2);

      forge.comment(pull, "carol", "/hold cancel");
      awaitCheck(next, TEST, "success");
    }
  }

  @Test
  void goesOnWhereItWasAfterARestartWithoutTheForge() throws Exception {
    forge.fork("mallory");
    CommitId head = forge.push("mallory", "more", Map.of(LETTERS, enabled("300Mi")));
    String pull = forge.open("mallory", "mallory", "more", "More memory");
    try (RunningController _ = RunningController.start(yard.settings())) {
      forge.comment(pull, "carol", "/ok-to-test " + head.hex());
      awaitCheck(head, TEST, "success");
    }
    forge.expire("t0ken");

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.commit("trains/t.yaml", train("t", "scope: test"));
      yard.awaitPhase("t", "Succeeded");
      assertThat(yard.status("pulls/" + pull + ".yaml").orElseThrow()).contains("is: Passed");
      forge.account("trainyard", "t0ken");

      awaitComment(pull, "no train starts");
    }
  }

  private static String enabled(String memory) {
    return wagon("letters", "merge: {sum: {keys: [letter]}}").replace("200Mi", memory)
        + "  enabledOn: [{dataset: words, mode: always}]\n";
  }

  private void awaitCheck(CommitId commit, String context, String state) {
    awaitThat(
        context + " of " + commit.abbreviated() + " is " + state,
        () -> state.equals(forge.checks(commit).get(context)));
  }

  private void awaitComment(String pull, String text) {
    awaitThat("the comment holds " + text, () -> comment(pull).contains(text));
  }

  private String comment(String pull) {
    return String.join("\n", ours(pull)).replace("&#8203;", "").replace("\\", "");
  }

  private List<String> ours(String pull) {
    return forge.comments(pull).stream()
        .filter(it -> it.getKey().equals("trainyard"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private List<String> testOrders() throws IOException {
    Path orders = yard.store().resolve("orders");
    if (!Files.exists(orders)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(orders)) {
      return all.map(order -> order.getFileName().toString())
          .filter(name -> name.startsWith("test.") || name.startsWith("pull."))
          .toList();
    }
  }
}
