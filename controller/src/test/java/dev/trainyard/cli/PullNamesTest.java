package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.controller.Memory;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.report.SamplePull;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Pull requests named on a command line, where others may have chosen the names.
@ExtendWith(FinishedTrain.Resolver.class)
class PullNamesTest {
  private static final String HOSTILE = "x;$(touch_me)'y";
  private static final String REF = "refs/pull/7/head";

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

  private OpenPulls open() {
    return new OpenPulls(yard, folder);
  }

  /// One of an odd name, whose test has failed.
  private PullStatus failed() throws Exception {
    WagonTestStatus test = new OpenPulls(yard, folder).test();
    return new SamplePull(HOSTILE)
        .with(PullStatus.TESTED, Truth.FALSE, "TestFailed", "1 of 1 failed")
        .with(test.enter(new WagonTestPhase.Failed("ExitCode"), test.since()))
        .status();
  }

  /// The head of a pull request that adds a train.
  private CommitId head() throws Exception {
    yard.origin().set("refs/heads/topic", yard.origin().at(SmallYard.MAIN).orElseThrow());
    CommitId head =
        yard.origin().commit("topic", Map.of("trains/new.yaml", SmallYard.train("new", "")));
    yard.origin().set(REF, head);
    yard.origin().delete("refs/heads/topic");
    return head;
  }

  @Test
  void namesWhatIsNearWhereThereIsNone() throws Exception {
    List<PullStatus> pulls = List.of(new SamplePull("faster").status());

    Said said = open().say(pulls, "why", "pull/fastr");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err())
        .contains(
            "pull request fastr is not open: it was merged or closed, or never was; did you mean"
                + " pull/faster?");
  }

  @Test
  void takesAWagonOfThatNameFirst() throws Exception {
    yard.commit(
        Map.of(
            "analyses/pull/analysis.yaml",
            yard.file("analyses/first/analysis.yaml").replace("name: first", "name: pull"),
            "analyses/pull/wagons/7.yaml",
            SmallYard.wagon("7", "merge: {none: {}}")
                .replace("name: 7", "name: \"7\"")
                .replace("analysis: first", "analysis: pull")));
    List<PullStatus> pulls = List.of(new SamplePull("7").status());

    assertThat(open().say(pulls, "show", "pull/7").out()).startsWith("wagon pull/7\n");
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("another"))) {
      assertThat(clone.say("show", "pulls/7").out()).startsWith("pull request 7\n");
    }
  }

  @Test
  void letsNoNameReachAShell() throws Exception {
    List<PullStatus> pulls = List.of(failed(), new SamplePull("7").status());

    Said said = open().say(pulls, "why", "pull/" + HOSTILE);

    assertThat(said.out()).contains("-> trainyard logs 'pull/x;$(touch_me)'\\''y' --wagon first");
    assertThat(new PullNames(memory(pulls)).plain()).containsExactly("pull/7");
  }

  private static Memory memory(List<PullStatus> pulls) {
    Map<String, PullStatus> byName =
        pulls.stream().collect(Collectors.toMap(PullStatus::name, pull -> pull));
    return new Memory(null, Map.of(), Map.of(), Map.of(), byName);
  }

  @Test
  void approvesNoPullRequestWhateverItHolds() throws Exception {
    PullStatus pull = new SamplePull("7").status();
    yard.origin().set("refs/tags/pull/7", head());

    Said said = open().say(List.of(pull), "approve", "pull/7");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err())
        .contains(
            "a commit is approved, not whatever pull request 7 may hold by then",
            "trainyard approve " + pull.head().hex());
  }

  @Test
  void saysWhoseHeadIsApproved() throws Exception {
    CommitId head = head();
    PullStatus invalid =
        new SamplePull("7")
            .at(head)
            .with(PullStatus.VALID, Truth.FALSE, "Problems", "it brings 1 error")
            .status();

    Said said = open().say(List.of(invalid), "approve", head.hex(), "-m", "Looked at\nby two.");
    Said listed;
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("another"))) {
      listed = clone.say("approve", "--list");
    }

    assertThat(said.code()).isZero();
    assertThat(said.out()).startsWith(head.hex() + ": approved, the head of pull/7\n");
    assertThat(said.err()).contains("pull request 7 cannot be merged as it is", "why pull/7");
    assertThat(listed.out()).containsPattern("pull/7 +Ada .* Looked at by two\\.\n");
  }

  @Test
  void plansTheMergeOfOneWhoseHeadIsFetched() throws Exception {
    PullStatus pull = new SamplePull("7").at(head()).status();
    String settings = yard.settings().toString();

    Said missing = open().say(List.of(pull), "plan", "--merge", "pull/7", "--settings", settings);
    Said said;
    try (UsersClone clone = UsersClone.of(yard, folder.resolve("another"))) {
      clone.fetch(REF);
      said = clone.say("plan", "--merge", "pull/7", "--settings", settings);
    }

    assertThat(missing.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(missing.err())
        .contains("the head of pull request 7 is not in this clone; git fetch origin " + REF);
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("train new starts");
  }

  @Test
  void saysThatNothingIsKnownWithoutAStatusBranch() throws Exception {
    yard.origin().delete("refs/heads/" + SmallYard.STATUS);

    try (UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
      assertThat(clone.say("show", "pull/7").err()).contains("`git fetch` it");
      Said listed = clone.say("list", "pulls");
      assertThat(listed.code()).isEqualTo(ExitCode.NOTHING.code());
      assertThat(listed.err()).contains("this clone has no branch");
    }
  }
}
