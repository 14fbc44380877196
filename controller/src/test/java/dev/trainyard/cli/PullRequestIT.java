package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.awaitThat;
import static dev.trainyard.cli.SmallYard.train;
import static dev.trainyard.cli.SmallYard.wagon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pull requests without any forge: heads are refs, approvals are refs, what there is to say is on
/// the status branch.
class PullRequestIT {
  private static final String LETTERS = "analyses/first/wagons/letters.yaml";

  @TempDir private Path folder;
  private SmallYard yard;
  private CommitId main;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    main = yard.origin().at(SmallYard.MAIN).orElseThrow();
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void testsABranchAndSaysWhatMergingItWouldDo() throws Exception {
    branch("pull/faster", Map.of(LETTERS, enabled(), "trains/t.yaml", train("t", "")));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/faster.yaml", "reason: Passed");
      yard.awaitStatus("pulls/faster.md", "carries first/letters (named, Passed)");

      assertThat(yard.status("pulls/faster.md").orElseThrow())
          .contains("+ train t starts: on engine local")
          .contains("full of dataset words: 3 files, 39 B, 2 jobs")
          .contains("costs about")
          .contains("~ wagon first/letters (analyses/first/wagons/letters.yaml)")
          .contains("resources.memory: 200Mi -> 300Mi")
          .contains("one of me: they own analysis first");
      assertThat(yard.status("trains/t.yaml")).isEmpty();
    }
  }

  @Test
  void findsTheResultAgainAfterTheMerge() throws Exception {
    CommitId head = branch("pull/faster", Map.of(LETTERS, enabled()));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/faster.yaml", "reason: Passed");
      yard.commit(Map.of(LETTERS, enabled()));
      yard.origin().delete("refs/heads/pull/faster");

      yard.awaitStatus("wagons/first/letters.yaml", "is: Passed");
      yard.awaitStatus("wagons/first/letters.md", "it counts for main since commit");
      assertThat(yard.status("wagons/first/letters.md").orElseThrow())
          .containsPattern("Made for (pull request faster|a pull request that is closed)")
          .contains("(head `" + head.abbreviated() + "`)");
      awaitThat("the pull request is gone", () -> yard.status("pulls/faster.yaml").isEmpty());
      assertThat(yard.testOrders()).hasSize(1);
    }
  }

  @Test
  void testsWhatAnybodyBringsOnlyOnceThisCommitIsApproved() throws Exception {
    CommitId head = fork("7", Map.of(LETTERS, enabled()));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/7.yaml", "reason: ApprovalAwaited");
      assertThat(yard.status("pulls/7.md").orElseThrow())
          .contains("trainyard approve " + head.hex())
          .doesNotContain("/ok-to-test");
      assertThat(yard.testOrders()).isEmpty();

      yard.origin().set("refs/trainyard/approvals/" + head.hex(), head);

      yard.awaitStatus("pulls/7.yaml", "reason: Passed");
      CommitId next = fork("7", Map.of(LETTERS, enabled().replace("300Mi", "301Mi")));
      yard.awaitStatus("pulls/7.yaml", "reason: ApprovalOutdated");
      yard.awaitStatus("pulls/7.yaml", next.hex());
      assertThat(yard.testOrders()).hasSize(1);
    }
  }

  @Test
  void takesBranchesWhateverTheyAreCalled() throws Exception {
    branch("pull/Lise/Much-Faster", Map.of(LETTERS, enabled()));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/%4cise%2f%4duch-%46aster.md", "Pull request `Lise/Much-Faster`");
      yard.awaitStatus("README.md", "Lise/Much-Faster");
    }
  }

  @Test
  void saysWhatCannotBeMergedOrIsNotValid() throws Exception {
    branch("pull/conflict", Map.of(LETTERS, enabled()));
    branch("pull/typo", Map.of("trains/t.yaml", train("t", "").replace("wagons:", "wagns:")));
    yard.commit(
        LETTERS, wagon("letters", "merge: {sum: {keys: [letter]}}").replace("200Mi", "1Gi"));
    branch(
        "pull/other",
        Map.of("analyses/first/wagons/more.yaml", wagon("more", "merge: {sum: {keys: [letter]}}")));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/conflict.yaml", "reason: Conflict");
      yard.awaitStatus("pulls/other.yaml", "reason: NothingToTest");
      yard.awaitStatus("pulls/typo.yaml", "reason: NotValid");
      assertThat(yard.status("pulls/conflict.md").orElseThrow())
          .contains("it conflicts with main in " + LETTERS);
      yard.awaitStatus("README.md", "Pull requests");
    }
  }

  @Test
  void saysInAClonesWordsWhyATestFailed() throws Exception {
    String program = "for i in 1 2 3 4 5 6 7; do echo reading $i; done; echo 'fatal: odd'; exit 3";
    branch("pull/odd", Map.of(LETTERS, enabled(), "software/count", program));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/odd.yaml", "reason: TestFailed");
    }

    try (UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
      Said why = clone.say("why", "pull/odd");
      assertThat(why.code()).isEqualTo(ExitCode.UNFINISHED.code());
      assertThat(why.out())
          .contains("pull request odd: Failed", "| ...", "| fatal: odd")
          .contains("-> trainyard logs pull/odd --wagon first/letters");
      Said logs =
          clone.say(
              "logs",
              "pull/odd",
              "--wagon",
              "first/letters",
              "--settings",
              yard.settings().toString());
      assertThat(logs.code()).as(logs.err()).isZero();
      assertThat(logs.out()).contains("first/letters on words, failed", "reading 7\nfatal: odd\n");
      assertThat(clone.say("show", "odd").out()).containsPattern("phase +Failed");
      assertThat(clone.say("list", "pulls").out()).containsPattern("odd +Failed +\\w+");
    }
  }

  @Test
  void endsTheTestOfAPullRequestThatIsClosed() throws Exception {
    branch("pull/slow", Map.of(LETTERS, slow()));
    Files.writeString( // so that nothing else makes it look
        yard.settings(), Files.readString(yard.settings()).replace("relist: 1s", "relist: 1h"));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/slow.yaml", "is: Running");
      yard.origin().delete("refs/heads/pull/slow");

      awaitThat("the pull request is gone", () -> yard.status("pulls/slow.yaml").isEmpty());
      yard.awaitNoTasks();
    }
  }

  @Test
  void letsNothingStandOfOneThatIsBeyondTheMost() throws Exception {
    Files.writeString(
        yard.settings(), Files.readString(yard.settings()).replace("age: ", "most: 1\n    age: "));
    CommitId head = fork("1", Map.of(LETTERS, slow()));
    yard.origin().set("refs/trainyard/approvals/" + head.hex(), head);

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/1.yaml", "is: Running");
      CommitId stranger = fork("2", Map.of("README.md", "hello"));
      yard.awaitStatus("controller.yaml", "reason: TooMany");
      assertThat(yard.status("pulls/1.yaml").orElseThrow()).contains("is: Running");

      yard.origin().set("refs/trainyard/approvals/" + stranger.hex(), stranger);
      yard.awaitStatus("pulls/1.yaml", "reason: TooMany");
      yard.awaitNoTasks();
    }
  }

  private static String slow() {
    return enabled()
        .replace("[sh, \"${package}/count\"]", "[sleep, \"600\"]")
        .replace("time: 1m", "time: 20m");
  }

  private static String enabled() {
    return wagon("letters", "merge: {sum: {keys: [letter]}}").replace("200Mi", "300Mi")
        + "  enabledOn: [{dataset: words, mode: always}]\n";
  }

  private CommitId branch(String name, Map<String, String> files) throws IOException {
    CommitId base = yard.origin().at(SmallYard.MAIN).orElse(main);
    yard.origin().set("refs/heads/" + name, name.equals("pull/conflict") ? main : base);
    return yard.origin().commit(name, files);
  }

  /// As forges show a pull request from somebody's fork: no branch of the repository.
  private CommitId fork(String number, Map<String, String> files) throws IOException {
    CommitId head = branch("scratch", files);
    yard.origin().delete("refs/heads/scratch");
    yard.origin().set("refs/pull/" + number + "/head", head);
    return head;
  }
}
