package dev.trainyard.cli;

import static dev.trainyard.model.status.PullStatus.MERGEABLE;
import static dev.trainyard.model.status.PullStatus.TESTED;
import static dev.trainyard.model.status.PullStatus.TRUSTED;
import static dev.trainyard.model.status.PullStatus.VALID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.report.SamplePull;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What commands that look at things say of pull requests, as the status branch tells of them.
@ExtendWith(FinishedTrain.Resolver.class)
class PullCommandsTest {
  @TempDir private Path folder = Path.of("");
  private SmallYard yard;

  @BeforeEach
  void begin(FinishedTrain finished) throws Exception {
    yard = finished.copyTo(folder);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  /// Nothing speaks against it.
  private static SamplePull ready(String name) {
    return new SamplePull(name)
        .with(MERGEABLE, Truth.TRUE, "Mergeable", "")
        .with(VALID, Truth.TRUE, "NoProblems", "")
        .with(TRUSTED, Truth.TRUE, "OwnBranch", "its head is a branch of this repository")
        .with(TESTED, Truth.TRUE, "Passed", "1 test passed");
  }

  private static SamplePull unapproved(String name) {
    return new SamplePull(name)
        .with(MERGEABLE, Truth.TRUE, "Mergeable", "")
        .with(VALID, Truth.TRUE, "NoProblems", "")
        .with(TRUSTED, Truth.FALSE, "ApprovalAwaited", "its author is not trusted")
        .with(TESTED, Truth.UNKNOWN, "ApprovalAwaited", "1 not begun");
  }

  /// One whose test has failed, with the logs of a test that is in the store.
  private PullStatus failed(String name) throws Exception {
    WagonTestStatus test = test();
    return new SamplePull(name)
        .with(MERGEABLE, Truth.TRUE, "Mergeable", "")
        .with(VALID, Truth.TRUE, "NoProblems", "")
        .with(TRUSTED, Truth.TRUE, "OwnBranch", "its head is a branch of this repository")
        .with(TESTED, Truth.FALSE, "TestFailed", "1 of 1 failed")
        .with(
            test.enter(new WagonTestPhase.Failed("ExitCode"), test.since())
                .explained("it ended with exit code 3", List.of("...", "error: no muons")))
        .status();
  }

  private WagonTestStatus test() throws Exception {
    return new OpenPulls(yard, folder).test();
  }

  private Said say(List<PullStatus> pulls, String... words) throws Exception {
    return new OpenPulls(yard, folder).say(pulls, words);
  }

  @Test
  void showsHowAPullRequestStands() throws Exception {
    PullStatus pull =
        ready("7")
            .on("Ride the dimuons of 2011", "alice")
            .with(test())
            .previews(
                new TestForecast(
                    "test of wagon a/b on c", Outcome.REUSED, "passed; found again", null))
            .status();

    Said said = say(List.of(pull), "show", "pull/7");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out())
        .startsWith("pull request 7\n")
        .containsPattern("title +Ride the dimuons of 2011")
        .containsPattern("phase +Ready")
        .containsPattern("author +alice")
        .contains(pull.head().hex())
        .containsPattern("merged with +main at ")
        .containsPattern("Trusted +True +OwnBranch +its head is a branch")
        .containsPattern("first/letters +words +Passed")
        .contains("Not run for this pull request", "test of wagon a/b on c: passed; found again")
        .contains("1 train to start", "train pairs-2011 starts: on engine local")
        .contains("has to be approved by one of lise: they own analysis dimuon");
  }

  @Test
  void tellsProgramsOfAPullRequest() throws Exception {
    List<PullStatus> pulls = List.of(ready("7").status());

    assertThat(say(pulls, "show", "pull/7", "--output", "json").out())
        .contains("\"kind\" : \"PullRequest\"", "\"phase\" : \"Ready\"", "\"OwnBranch\"");
  }

  @Test
  void tellsTheStatusOfAPullRequestToo() throws Exception {
    List<PullStatus> pulls = List.of(ready("7").status());

    assertThat(say(pulls, "status", "7").out()).containsPattern("phase +Ready");
  }

  @Test
  void listsPullRequestsByPhase() throws Exception {
    List<PullStatus> pulls =
        List.of(ready("7").on("Faster", "alice").status(), unapproved("8").status());

    Said said = say(pulls, "list", "pulls", "--phase", "unapproved");

    assertThat(said.out())
        .containsPattern("8 +Unapproved +[0-9a-f]{10,} +NoProblems +ApprovalAwaited")
        .doesNotContain("Faster");
  }

  @Test
  void listsPullRequestsAmongAll() throws Exception {
    List<PullStatus> pulls = List.of(ready("7").on("Faster", "alice").status());

    assertThat(say(pulls, "list").out())
        .containsPattern("\\npulls\\nname +phase +head +author +valid +trusted +tested +title\\n")
        .containsPattern("7 +Ready +\\w+ +alice +NoProblems +OwnBranch +Passed +Faster");
  }

  @Test
  void tellsScriptsTheWholeIdOfAHead() throws Exception {
    PullStatus pull = ready("7").on("Faster", "alice").status();

    Said said = say(List.of(pull), "list", "pulls", "--output", "json");

    assertThat(said.out()).contains("\"head\" : \"" + pull.head().hex() + "\"");
  }

  @Test
  void saysHowToApproveWhereNoForgeTellsOfIt() throws Exception {
    PullStatus pull = unapproved("7").status();

    Said said = say(List.of(pull), "why", "pull/7");

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.out())
        .startsWith("pull request 7: Unapproved\n")
        .contains("Trusted: ApprovalAwaited", "-> trainyard approve " + pull.head().hex())
        .doesNotContain("/ok-to-test");
  }

  @Test
  void saysFirstHowToApproveOnAForge() throws Exception {
    PullStatus pull = unapproved("7").on("Faster", "eve").status();

    String out = say(List.of(pull), "why", "pull/7").out();

    assertThat(out.indexOf("/ok-to-test " + pull.head().hex()))
        .isPositive()
        .isLessThan(out.indexOf("trainyard approve "));
  }

  @Test
  void asksNobodyToTrustWhatNeedsNoTest() throws Exception {
    PullStatus pull =
        new SamplePull("7")
            .with(MERGEABLE, Truth.TRUE, "Mergeable", "")
            .with(VALID, Truth.TRUE, "NoProblems", "")
            .with(TRUSTED, Truth.FALSE, "ApprovalAwaited", "its author is not trusted")
            .with(TESTED, Truth.TRUE, "NothingToTest", "it changes nothing that is tested")
            .previews()
            .status();

    Said said = say(List.of(pull), "why", "pull/7");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .startsWith("pull request 7: Ready\n  merging: 1 train to start")
        .contains("-> approval of one of lise: they own analysis dimuon")
        .doesNotContain("trainyard approve");
  }

  @Test
  void saysWhatIsInvalidAndHowToMendIt() throws Exception {
    PullStatus pull =
        new SamplePull("7")
            .with(MERGEABLE, Truth.TRUE, "Mergeable", "")
            .with(VALID, Truth.FALSE, "Problems", "it brings 1 error")
            .problem("trains/t.yaml", "unknown field wagns", "write wagons")
            .status();

    Said said = say(List.of(pull), "why", "pull/7");

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.out())
        .startsWith("pull request 7: Invalid\n")
        .contains("trains/t.yaml: error", "unknown field wagns", "-> write wagons");
  }

  @Test
  void saysWhatConflictsAndWhoHoldsIt() throws Exception {
    List<PullStatus> pulls =
        List.of(
            new SamplePull("7")
                .with(MERGEABLE, Truth.FALSE, "Conflict", "it conflicts with main in a.yaml")
                .with(TRUSTED, Truth.FALSE, "ApprovalAwaited", "its author is not trusted")
                .status(),
            unapproved("8").heldBy("@carol").status());

    assertThat(say(pulls, "list", "pulls").out())
        .containsPattern("7 +Unmergeable")
        .containsPattern("8 +Held");
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("another"))) {
      assertThat(clone.say("why", "pull/7").out())
          .contains("-> merge main into it, or rebase it")
          .doesNotContain("trainyard approve");
      assertThat(clone.say("why", "pull/8").out()).contains("-> a comment: /hold cancel");
    }
  }

  @Test
  void saysWhichTestFailedAndWhereItsLogIs() throws Exception {
    Said said = say(List.of(failed("7")), "why", "pull/7");

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.out())
        .startsWith("pull request 7: Failed\n")
        .contains("test of wagon first/letters on words: Failed", "it ended with exit code 3")
        .contains("| error: no muons", "-> trainyard logs pull/7 --wagon first/letters");
  }

  @Test
  void showsTheLogsOfItsTests() throws Exception {
    List<PullStatus> pulls = List.of(failed("7"));
    String settings = yard.settings().toString();

    Said said = say(pulls, "logs", "pull/7", "--list", "--settings", settings);

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("first/letters", test().order());
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("another"))) {
      Said other = clone.say("logs", "pull/7", "--wagon", "first/x", "--settings", settings);
      assertThat(other.code()).isEqualTo(ExitCode.NOTHING.code());
      assertThat(clone.say("logs", "pull/7", "--test", "--settings", settings).err())
          .contains("--test is of a train");
    }
  }
}
