package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `hold`, `release`, `rerun` and `cancel` change one file and commit it, and nothing else.
class ChangeCommandsTest {
  private static final String TRAIN = "trains/all.yaml";
  private static final String TEXT =
      """
      # Our weekly train.
      apiVersion: trainyard.dev/v1
      kind: Train
      metadata: {name: all}
      spec:
        dataset: words  # all of them
        wagons: {named: [first/letters]}
      """;

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    yard.commit(TRAIN, TEXT);
    clone = UsersClone.of(yard, folder.resolve("clone"));
  }

  @AfterEach
  void end() throws Exception {
    clone.close();
    yard.close();
  }

  @Test
  void holdsAndReleasesByACommitOfThatFileAlone() throws Exception {
    clone.write("notes.txt", "mine\n");
    clone.stage("notes.txt");
    clone.write("datasets/words.yaml", clone.read("datasets/words.yaml") + "# later\n");

    Said held = clone.say("hold", "all", "-m", "The calibration is redone.");

    assertThat(held.err()).isEmpty();
    assertThat(held.code()).isZero();
    assertThat(held.out()).contains("Hold train all", TRAIN, "trainyard release all", "git push");
    assertThat(clone.read(TRAIN)).isEqualTo(TEXT + "  suspend: true\n");
    assertThat(clone.lastChanged()).containsExactly(TRAIN);
    assertThat(clone.head().getFullMessage())
        .isEqualTo("Hold train all\n\nThe calibration is redone.\n");
    assertThat(clone.status().getAdded()).containsExactly("notes.txt");
    assertThat(clone.status().getModified()).containsExactly("datasets/words.yaml");

    assertThat(clone.say("hold", "all").code()).isEqualTo(ExitCode.NOTHING.code());

    Said released = clone.say("release", "all", "--push");

    assertThat(released.code()).isZero();
    assertThat(clone.read(TRAIN)).isEqualTo(TEXT);
    assertThat(yard.origin().at(SmallYard.MAIN).orElseThrow().hex()).isEqualTo(clone.head().name());
    assertThat(clone.say("release", "all").code()).isEqualTo(ExitCode.NOTHING.code());
  }

  @Test
  void raisesRerunAboveWhatTheControllerHasSeen() throws Exception {
    yard.commit(TRAIN, TEXT + "  scope: test\n  rerun: 4 # again\n");
    RunningController.untilQuiet(yard.settings());
    yard.commit(TRAIN, TEXT + "  scope: test\n  rerun: 1\n");
    clone.pull();

    Said said = clone.say("rerun", "all");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("Run train all again (5)");
    assertThat(clone.read(TRAIN)).endsWith("  rerun: 5\n");
  }

  @Test
  void cancelsByDeletingTheFile() throws Exception {
    Said said = clone.say("cancel", "all");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("Cancel train all");
    assertThat(clone.file(TRAIN)).doesNotExist();
    assertThat(clone.lastChanged()).containsExactly(TRAIN);
    assertThat(clone.status().isClean()).isTrue();
  }

  @Test
  void saysWhatBecomesOfATrainThatRuns() throws Exception {
    yard.shutGate();
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Running");
      clone.fetch();

      assertThat(clone.say("hold", "all", "--print").code()).isZero();
      assertThat(clone.say("cancel", "all", "--push").out()).contains("its jobs are ended");

      yard.awaitPhase("all", "Cancelled");
    }
  }

  @Test
  void printsTheChangeWithoutMakingIt() throws Exception {
    Said said = clone.say("hold", "all", "--dry-run");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .startsWith("diff --git a/trains/all.yaml b/trains/all.yaml\n")
        .contains("\n+  suspend: true\n");
    assertThat(clone.say("cancel", "all", "--print").out())
        .contains("deleted file", "+++ /dev/null", "-# Our weekly train.");
    assertThat(clone.read(TRAIN)).isEqualTo(TEXT);
    assertThat(clone.status().isClean()).isTrue();
  }

  @Test
  void refusesAFileWithChangesThatAreNotCommitted() throws Exception {
    clone.write(TRAIN, TEXT + "  priority: 3\n");

    Said said = clone.say("hold", "all");

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.err()).contains(TRAIN, "not committed");
    assertThat(clone.read(TRAIN)).isEqualTo(TEXT + "  priority: 3\n");
  }

  @Test
  void doesNotSayThatATrainIsHeldWhereThatIsNotCommitted() throws Exception {
    clone.write(TRAIN, TEXT + "  suspend: true\n");

    Said said = clone.say("hold", "all");

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.err()).contains("held already", "not committed");
  }

  @Test
  void pushesWhatWasCommittedBefore() throws Exception {
    clone.say("hold", "all");

    Said pushed = clone.say("hold", "all", "--push");
    Said again = clone.say("hold", "all", "--push");

    assertThat(pushed.code()).isZero();
    assertThat(pushed.out()).contains("held already", "Pushed to origin, main.");
    assertThat(yard.origin().at(SmallYard.MAIN).orElseThrow().hex()).isEqualTo(clone.head().name());
    assertThat(again.code()).isEqualTo(ExitCode.NOTHING.code());
  }

  @Test
  void pushesToTheBranchThatIsFollowed() throws Exception {
    clone.branch("work", "origin/main");
    Said followed = clone.say("hold", "all", "--push");
    clone.branch("mine", null);
    Said own = clone.say("release", "all", "--settings", yard.settings().toString());

    assertThat(followed.out()).contains("Pushed to origin, main.").doesNotContain("merged into");
    assertThat(yard.file(TRAIN)).contains("suspend: true");
    assertThat(own.out()).contains("git push origin mine", "when it is merged into main");
  }

  @Test
  void refusesAChangeThatWouldBreakTheYard() throws Exception {
    yard.commit(
        Map.of(
            "analyses/first/wagons/letters.yaml",
            SmallYard.wagon("letters", "derived: true\n      merge: {none: {}}"),
            "datasets/made.yaml",
            """
            apiVersion: trainyard.dev/v1
            kind: Dataset
            metadata: {name: made}
            spec:
              type: derived
              derivedFrom: {train: all, wagon: first/letters, output: letters.csv}
            """));
    clone.pull();

    Said said = clone.say("cancel", "all");

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.err()).contains("Nothing was changed", "datasets/made.yaml:");
    assertThat(clone.file(TRAIN)).exists();
  }

  @Test
  void putsTheFileBackWhenAHookRefuses() throws Exception {
    Path hook = clone.file(".git/hooks/pre-commit");
    Files.createDirectories(hook.getParent());
    Files.writeString(hook, "#!/bin/sh\necho no commits on Fridays >&2\nexit 1\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();

    Said said = clone.say("hold", "all");
    Said cancel = clone.say("cancel", "all");

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.err()).contains("no commits on Fridays");
    assertThat(cancel.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(clone.read(TRAIN)).isEqualTo(TEXT);
    assertThat(clone.status().isClean()).isTrue();
  }

  @Test
  void commitsToNoBranchlessHead() throws Exception {
    clone.detach();

    Said said = clone.say("hold", "all");

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.err()).contains("no branch is checked out", "--print");
    assertThat(clone.read(TRAIN)).isEqualTo(TEXT);
  }

  @Test
  void saysWhichTrainsThereAre() {
    Said said = clone.say("hold", "al");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("there is no train al", "did you mean all?");
  }

  @Test
  void changesAPipelineForAllOfItsTrains() throws Exception {
    String text =
        """
        apiVersion: trainyard.dev/v1
        kind: Pipeline
        metadata: {name: chain}
        spec:
          stages:
            - {name: count, over: [{dataset: words}], wagons: [first/letters]}
        """;
    yard.commit("pipelines/chain.yaml", text);
    clone.close();
    clone = UsersClone.of(yard, folder.resolve("another"));

    assertThat(clone.say("rerun", "chain").out()).contains("Run pipeline chain again (1)");
    assertThat(clone.read("pipelines/chain.yaml")).isEqualTo(text + "  rerun: 1\n");
    assertThat(clone.say("hold", "pipeline/chain").code()).isZero();
    assertThat(clone.read("pipelines/chain.yaml")).contains("  suspend: true\n");
    assertThat(clone.say("rerun", "chain-count-words").err())
        .contains("it is of stage count of the pipeline chain", "raise rerun of that stage");
  }
}
