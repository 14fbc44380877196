package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What a user sees of a yard in which one train has succeeded and another waits for a wagon that
/// fails, and shouts at terminals while it does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LookingTest {
  private static final String ESCAPE = "\u001b";
  private static final String SHOUT =
      "command: [sh, -c, 'printf \"\\\\033[31mred\\\\007 alert\\\\n\" >&2; exit 3']";

  private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;

  @BeforeAll
  void runController(@TempDir Path temporary) throws Exception {
    folder = temporary;
    yard = SmallYard.in(folder);
    String broken =
        SmallYard.wagon("broken", "merge: {sum: {keys: [letter]}}")
            .replaceFirst("command: .*", SHOUT);
    yard.commit(
        Map.of(
            "trains/all.yaml",
            SmallYard.train("all", "description: Everything"),
            "analyses/first/wagons/broken.yaml",
            broken,
            "trains/sad.yaml",
            SmallYard.train("sad", "").replace("first/letters", "first/broken")));
    RunningController.untilQuiet(yard.settings());
    clone = UsersClone.of(yard, folder.resolve("clone"));
  }

  @AfterAll
  void close() throws Exception {
    clone.close();
    yard.close();
  }

  @Test
  void tellsProgramsEverythingAtOnce() {
    Said said = clone.say("status", "--output", "json");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("\"first/letters\" : {", "\"observedCommit\" : ", "Succeeded");
  }

  @Test
  void listsEverythingByKind() {
    Said said = clone.say("list");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("packages\n", "datasets\n", "analyses\n", "wagons\n", "trains\n")
        .containsPattern("all +Succeeded .* words +full +1 +2 +2")
        .containsPattern("sad +Blocked")
        .containsPattern("first/broken +Failed +tools");
  }

  @Test
  void listsWhatIsInAPhase() {
    Said said = clone.say("list", "trains", "--phase", "blocked");

    assertThat(said.out()).contains("sad").doesNotContain("all");
  }

  @Test
  void listsForProgramsToo() {
    Said said = clone.say("list", "train", "--output", "json");

    assertThat(said.out()).contains("\"phase\" : \"Succeeded\"", "\"jobsDone\" : 2");
  }

  @Test
  void refusesAPhaseThatThereIsNot() {
    Said said = clone.say("list", "--phase", "suceeded");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("did you mean Succeeded?");
  }

  @Test
  void refusesAKindThatThereIsNot() {
    Said said = clone.say("list", "trians");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("did you mean trains?");
  }

  @Test
  void tellsTheDashboard() {
    Said said = clone.say("status");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains(
            "yard small", "2 trains: 1 Blocked, 1 Succeeded", "Blocked train sad", "1 Failed");
  }

  @Test
  void tellsThatThereIsNoStatusYet() throws Exception {
    String url = yard.origin().folder().toString();
    String text = Files.readString(yard.settings());
    Path other = folder.resolve("other.yaml");
    Files.writeString(other, text.replace(url + "\"", url + "\", status: nothing-yet"));

    Said said = clone.say("status", "--settings", other.toString());

    assertThat(said.code()).isEqualTo(ExitCode.NOTHING.code());
    assertThat(said.err()).contains("this clone has no branch nothing-yet");
  }

  @Test
  void endsAWatchWhenTheTrainIsOver() {
    Said said = clone.say("status", "all", "--watch");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("train all: new -> Succeeded").doesNotContain("sad");
  }

  @Test
  void showsATrainWithItsDefaultsAndOutputs() {
    Said said = clone.say("show", "train/all");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains(
            "description: Everything",
            "onWagonFailure: fail",
            "Succeeded",
            "letters.csv",
            "3 of 3 input files");
  }

  @Test
  void showsAWagonInTheWordsOfItsFile() {
    Said said = clone.say("show", "letters");

    assertThat(said.out())
        .contains("wagon first/letters", "package:\n  name: tools\n  tag: latest", "sum:\n")
        .contains("Passed");
  }

  @Test
  void showsForProgramsToo() {
    Said said = clone.say("show", "dataset/words", "--output", "json");

    assertThat(said.out()).contains("\"spec\"", "\"status\"", "\"test\" : 1");
  }

  @Test
  void saysWhyATrainWaitsToTheBottom() {
    Said said = clone.say("why", "sad", "--settings", yard.settings().toString());

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.out())
        .contains(
            "train sad: WagonNotReady",
            "test of wagon first/broken on words: Failed (ExitCode)",
            "alert",
            "-> trainyard logs wagon/first/broken")
        .doesNotContain(ESCAPE);
  }

  @Test
  void believesTrainsThatThereIsAnEngineWhereItCannotKnow() throws Exception {
    try (UsersClone other = UsersClone.of(yard, folder.resolve("farm"))) {
      other.write("trains/farm.yaml", SmallYard.train("farm", "engine: slurm"));

      assertThat(other.say("why", "farm").out()).doesNotContain("there is no engine");
      assertThat(other.say("plan").out()).doesNotContain("there is no engine");
      assertThat(other.say("why", "farm", "--settings", yard.settings().toString()).out())
          .contains("there is no engine slurm; use one of: local");
    }
  }

  @Test
  void believesTheStatusWhereItCannotLookItself() {
    Said said = clone.say("why", "wagon/first/letters");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("Passed").doesNotContain("--settings");
  }

  @Test
  void saysHowToRunAgainWhatHasSucceeded() {
    Said said = clone.say("why", "all");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("Succeeded", "-> to run it again: trainyard rerun all");
  }

  @Test
  void showsTheLogsOfATestWithoutWhatSteersTerminals() {
    Said said = clone.say("logs", "first/broken", "--settings", yard.settings().toString());

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("job 0, attempt 1, first/broken on words, failed", "alert")
        .doesNotContain(ESCAPE)
        .doesNotContain("\u0007");
  }

  @Test
  void listsLogsOfJobsWithTheirPlaces() {
    Said said = clone.say("logs", "all", "--list", "--settings", yard.settings().toString());

    assertThat(said.code()).isZero();
    assertThat(said.out()).hasLineCount(3).contains("jobs/0/logs/first/letters.log");
  }

  @Test
  void saysThatThereIsNoLogOfATrainThatHasNotRun() {
    Said said = clone.say("logs", "sad", "--settings", yard.settings().toString());

    assertThat(said.code()).isEqualTo(ExitCode.NOTHING.code());
    assertThat(said.err()).contains("trainyard why sad");
  }

  @Test
  void saysThatLogsNeedSettings() {
    Said said = clone.say("logs", "all");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("--settings", YardOption.SETTINGS_VARIABLE);
  }

  @Test
  void suggestsTheNearestName() {
    Said said = clone.say("show", "first/brokn");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("there is no first/brokn", "did you mean first/broken?");
  }

  @Test
  void listsWhatAnAmbiguousNameCanMean() throws Exception {
    try (UsersClone other = UsersClone.of(yard, folder.resolve("other"))) {
      other.write("trains/words.yaml", SmallYard.train("words", ""));

      Said said = other.say("show", "words");

      assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
      assertThat(said.err()).contains("dataset/words, train/words");
      assertThat(other.say("show", "train/words").code()).isZero();
    }
  }

  @Test
  void takesTheFileForTheThing() {
    assertThat(clone.say("show", "trains/all.yaml").out()).startsWith("train all\n");
  }

  @Test
  void believesNoStatusThatSteersTerminals() throws Exception {
    try (UsersClone other = UsersClone.of(yard, folder.resolve("forged"))) {
      other.forgeStatus(
          "trains/sad.yaml",
          text -> text.replaceAll("message: \".*\"", "message: \"\\\\e[2J\\\\a\\\\u202eforged\""));
      other.write(
          "trains/sad.yaml",
          SmallYard.train("sad", "description: \"\\e]0;owned\\a\"")
              .replace("first/letters", "first/broken"));

      for (String command : List.of("status", "status sad", "show sad", "why sad", "list")) {
        String[] words = command.split(" ", 2);
        Said said =
            words.length == 1 ? other.say(words[0]) : other.say(words[0], "train/" + words[1]);

        assertThat(said.out() + said.err())
            .as(command)
            .isNotBlank()
            .doesNotContain(ESCAPE)
            .doesNotContain("\u0007")
            .doesNotContain("\u202e");
      }
    }
  }

  @Test
  void refusesToWatchForPrograms() {
    Said said = clone.say("status", "all", "--watch", "--output", "json");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("--watch");
  }

  @Test
  void escapesInJsonWhatSteersTerminals() throws Exception {
    try (UsersClone other = UsersClone.of(yard, folder.resolve("steering"))) {
      other.write("trains/odd.yaml", SmallYard.train("odd", "description: \"a\u202e\\u009b31m\""));

      Said said = other.say("show", "odd", "--output", "json");

      assertThat(said.out()).doesNotContain("\u202e").doesNotContain("\u009b");
    }
  }
}
