package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What merging would do, asked on a laptop.
class MergePlanTest {
  private static final String WORDS = "datasets/words.yaml";

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
  }

  @AfterEach
  void end() throws IOException {
    yard.close();
  }

  @Test
  void saysWhichTrainWouldStart() throws Exception {
    branch("work", Map.of("trains/t.yaml", train("t", "")));

    Said said = plan("--merge", "origin/work");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("+ train t starts: on engine local, once its wagons have passed their tests")
        .contains("full of dataset words: 3 files, 39 B, 2 jobs")
        .contains("test of wagon first/letters on words: to be made, over 1 file")
        .endsWith("2 jobs, 0 of 1 wagon measured, 1 change, 1 test.\n");
  }

  @Test
  void saysFirstWhatTheAuthorWroteAndShortlyWhatCountsByDefault() throws Exception {
    branch("work", Map.of("trains/t.yaml", train("t", "completion: 0.9")));

    Said said = plan("--merge", "origin/work");

    assertThat(said.out())
        .contains(
            """
              + train t (trains/t.yaml)
                  completion: 0.9
                  dataset: words
                  wagons.named: ["first/letters"]
                  by default: onWagonFailure fail, priority 0, rerun 0, retry.backoff 10s,
                    retry.infrastructure 3, retry.resources 1, retry.wagon 1, scope full, suspend false
            """);
  }

  @Test
  void saysThatItKnowsOfNoTestWithoutAStatusBranch() throws Exception {
    branch("work", Map.of("trains/t.yaml", train("t", "")));

    assertThat(plan("--merge", "origin/work").err())
        .contains("no test and no train is known here: this clone has no branch trainyard-status");
  }

  @Test
  void showsEveryChangeOfAnEffectiveValueEvenToTheDefault() throws Exception {
    yard.commit("trains/t.yaml", train("t", "retry: {wagon: 5}"));
    branch("work", Map.of("trains/t.yaml", train("t", "scope: short")));

    Said said = plan("--merge", "origin/work");

    assertThat(said.out())
        .contains(
            """
              ~ train t (trains/t.yaml)
                  retry.wagon: 5 -> 1
                  scope: full -> short
            """)
        .doesNotContain("by default");
  }

  @Test
  void writesNothingToTheClone() throws Exception {
    branch("work", Map.of("trains/t.yaml", train("t", "")));
    List<Path> before = new ArrayList<>();

    try (UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
      before.addAll(files(folder.resolve("clone")));
      clone.say("plan", "--settings", yard.settings().toString(), "--merge", "origin/work");
    }

    assertThat(files(folder.resolve("clone"))).containsExactlyElementsOf(before);
  }

  @Test
  void endsWithErrorsThatTheMergeWouldBring() throws Exception {
    branch(
        "work", Map.of("trains/t.yaml", train("t", "").replace("dataset: words", "dataset: wrds")));

    Said said = plan("--merge", "origin/work");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("trains/t.yaml:").contains("words");
  }

  @Test
  void endsWithTheFilesThatConflict() throws Exception {
    branch("work", Map.of(WORDS, yard.file(WORDS).replace("files: 2", "files: 1")));
    yard.commit(WORDS, yard.file(WORDS).replace("files: 2", "files: 3"));

    Said said = plan("--merge", "origin/work");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains(WORDS + ": both changed it").contains("merge or rebase it");
  }

  @Test
  void saysThatThereIsNothingToMerge() throws Exception {
    Said said = plan("--merge", "HEAD");

    assertThat(said.code()).isZero();
    assertThat(said.err()).contains("there is nothing to merge");
  }

  @Test
  void mergesIntoAnotherCommitWhereOneIsNamed() throws Exception {
    branch("work", Map.of("trains/t.yaml", train("t", "")));

    assertThat(plan("--merge", "origin/work", "--into", "origin/work").err())
        .contains("there is nothing to merge");
    assertThat(plan("--into", "HEAD").code()).isEqualTo(1);
    assertThat(plan("--merge", "HEAD", "--at", "HEAD").code()).isEqualTo(1);
  }

  @Test
  void answersPrograms() throws Exception {
    branch("work", Map.of("trains/t.yaml", train("t", "")));

    Said said = plan("--merge", "origin/work", "--output", "json");

    assertThat(said.out()).contains("\"effect\" : \"starts\"").contains("\"trainCount\" : 1");
  }

  private void branch(String name, Map<String, String> files) throws IOException {
    yard.origin().set("refs/heads/" + name, yard.origin().at(SmallYard.MAIN).orElseThrow());
    yard.origin().commit(name, files);
  }

  private Said plan(String... words) throws Exception {
    try (UsersClone clone = UsersClone.of(yard, Files.createTempDirectory(folder, "clone"))) {
      return clone.say(
          "plan",
          Stream.concat(Stream.of("--settings", yard.settings().toString()), Stream.of(words))
              .toArray(String[]::new));
    }
  }

  private static List<Path> files(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      // JGit looks after a new clone in a thread of its own.
      return all.filter(file -> !file.endsWith("gc.log.lock")).sorted().toList();
    }
  }
}
