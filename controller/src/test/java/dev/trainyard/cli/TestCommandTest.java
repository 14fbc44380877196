package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.store.Commit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The test of a wagon from the working copy, before any commit.
@SuppressWarnings("StringConcatToTextBlock") // one line shows where line breaks are
class TestCommandTest {
  private static final String WAGON = "analyses/first/wagons/letters.yaml";
  private static final String COUNT = "software/count";

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;
  private final List<Path> kept = new ArrayList<>();

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    yard.commit(
        WAGON,
        SmallYard.wagon("letters", "merge: {sum: {keys: [letter]}}")
            + "  enabledOn: [{dataset: words}]\n");
    clone = UsersClone.of(yard, folder.resolve("clone"));
  }

  @AfterEach
  void end() throws Exception {
    for (Path left : kept) {
      Commit.deleteTree(left);
    }
    clone.close();
    yard.close();
  }

  private Said test(String... words) {
    String[] all = new String[words.length + 3];
    System.arraycopy(words, 0, all, 3, words.length);
    all[0] = "first/letters";
    all[1] = "--inputs-root";
    all[2] = folder.resolve("inputs").toString();
    return clone.say("test", all);
  }

  @Test
  void comesToTheResultOfTheController() throws Exception {
    RunningController.untilQuiet(yard.settings());
    clone.fetch();

    Said said = test();

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("first/letters on words: Passed", "input: 1 of 3 files", "working copy")
        .contains("The controller has tested this very content: Passed")
        .doesNotContain("Look into");
  }

  @Test
  void testsSoftwareAndWagonAsTheyLieInTheWorkingCopy() throws Exception {
    clone.write(
        COUNT,
        "echo 'letter,count' > $TRAINYARD_OUTPUT/letters.csv\n"
            + "echo more >> $TRAINYARD_OUTPUT/new.csv\n");
    clone.write(
        WAGON,
        clone
            .read(WAGON)
            .replace("letters.csv", "new.csv")
            .replace("sum: {keys: [letter]}", "none: {}"));
    clone.write(".gitignore", "*.o\n");
    clone.write("software/junk.o", "ignored");

    Said said = test("--keep");

    assertThat(said.code()).isZero();
    Path work = kept(said);
    assertThat(work.resolve("result/first/letters/new.csv")).hasContent("more\n");
    assertThat(work.resolve("../store/packages")).isDirectoryNotContaining("glob:**/junk.o");
    assertThat(clone.status().getModified()).containsExactlyInAnyOrder(COUNT, WAGON);
  }

  @Test
  void tellsWhyAWagonFailsAndKeepsTheFolderToRunItAgain() throws Exception {
    clone.write(COUNT, "echo nothing works here\necho 'error: no \u001b[31mmuons' >&2\nexit 3\n");

    Said said = test();

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.out())
        .contains("Failed", "ExitCode: ", "exit code 3", "| error: no muons")
        .doesNotContain("\u001b");
    Path script = kept(said).resolve("wagons/0/run.sh");
    Process again = new ProcessBuilder(script.toString()).redirectErrorStream(true).start();
    assertThat(again.inputReader().readAllAsString()).contains("nothing works here");
    assertThat(again.waitFor()).isEqualTo(3);
  }

  @Test
  void triesTheMergeAndAppliesTheRulesOfTheYard() throws Exception {
    clone.write(COUNT, "printf 'letter,count\\na,b\\n' > $TRAINYARD_OUTPUT/letters.csv\n");
    Said unmergeable = test();
    kept(unmergeable);
    clone.write(COUNT, "printf 'letter,count\\na,1\\n' > $TRAINYARD_OUTPUT/letters.csv\nseq 99\n");
    clone.write(
        "yard.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Yard
        metadata: {name: small}
        spec:
          rules: {logSize: 10}
        """);
    Said talkative = test("--files", "2");

    assertThat(unmergeable.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(unmergeable.out()).contains("MergeFailed");
    assertThat(talkative.out()).contains("Warned", "rule: ", "input: 2 of 3 files");
    assertThat(talkative.code()).isZero();
  }

  @Test
  void answersPrograms() throws Exception {
    Said said = test("--output", "json");

    assertThat(said.out()).contains("\"result\" : \"Passed\"", "\"pssMax\"");
  }

  @Test
  void saysWhatIsWrongWithTheYardTheInputsOrTheCommand() throws Exception {
    assertThat(clone.say("test", "first/letters").code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(clone.say("test", "first/letters").err()).contains("--inputs-root");
    assertThat(test("--dataset", "wrds").err()).contains("no dataset wrds");

    yard.input(1, "");
    Files.move(folder.resolve("inputs/words"), folder.resolve("inputs/elsewhere"));
    assertThat(test().code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(test().out()).contains("NoFiles");

    clone.write(WAGON, clone.read(WAGON) + "  colour: red\n");
    assertThat(test().code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(test().err()).contains(WAGON + ":", "colour");
  }

  @Test
  void saysThatALinkOutOfAPackageIsRefused() throws Exception {
    Files.createSymbolicLink(clone.file("software/data"), Path.of("/data/calib"));

    Said said = test();

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.err()).contains("data").doesNotContain("bug");
  }

  @Test
  void followsRedirectsToTheHostsOfTheSettings() throws Exception {
    try (FileServer mirror = FileServer.of(folder.resolve("inputs"));
        FileServer front = FileServer.redirectingTo(mirror)) {
      String settings = Files.readString(yard.settings());
      Files.writeString(
          yard.settings(),
          settings.replace(
              "{root: inputs}",
              "{hosts: [\"%s\", \"%s\"]}".formatted(front.host(), mirror.host())));
      String dataset = clone.read("datasets/words.yaml");
      clone.write(
          "datasets/words.yaml",
          dataset.replaceFirst(
              "files: .*",
              "files: {list: [{location: \"http://%s/words/w1.txt\"}]}".formatted(front.host())));

      Said said = clone.say("test", "first/letters", "--settings", yard.settings().toString());

      assertThat(said.code()).as(said.out() + said.err()).isZero();
    }
  }

  @Test
  void neverWritesToTheStoreOfTheController() throws Exception {
    assertThat(clone.say("test", "first/letters", "--settings", yard.settings().toString()).code())
        .isZero();

    assertThat(yard.store()).doesNotExist();
  }

  private static Path kept(Said said) throws Exception {
    Matcher line = Pattern.compile("Look into (\\S+):").matcher(said.out());
    assertThat(line.find()).as(said.out()).isTrue();
    return Path.of(line.group(1));
  }
}
