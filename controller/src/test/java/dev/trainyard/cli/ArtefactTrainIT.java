package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.store.Commit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One train makes a file, and the wagons of another get it.
class ArtefactTrainIT {
  private static final String APPLY =
      """
      apiVersion: trainyard.dev/v1
      kind: Wagon
      metadata: {name: apply}
      spec:
        analysis: first
        package: {name: tools}
        command: [cp, "${artefact.model}", "${output}/used.csv"]
        artefacts: [model]
        outputs: [{file: used.csv, merge: {sum: {keys: [letter]}}}]
        resources: {memory: 200Mi, cpu: 1, time: 1m}
      """;

  /// What both jobs of the second train make of it together.
  static final String TWICE = "letter,count\na,12\nb,126\n";

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;

  @BeforeEach
  void runBothTrains() throws Exception {
    yard = SmallYard.in(folder);
    yard.commit(files());
    RunningController.untilQuiet(yard.settings());
    clone = UsersClone.of(yard, folder.resolve("clone"));
  }

  /// Train `models`, and train `use` that needs what it makes.
  static Map<String, String> files() {
    return Map.of(
        "analyses/first/wagons/apply.yaml",
        APPLY,
        "trains/models.yaml",
        SmallYard.train("models", ""),
        "trains/use.yaml",
        use("use", ""));
  }

  private static String use(String name, String detail) {
    return """
    apiVersion: trainyard.dev/v1
    kind: Train
    metadata: {name: %s}
    spec:
      dataset: words
      wagons: {named: [first/apply]}
      artefacts:
        model: {train: models, wagon: first/letters, output: letters.csv}
      %s
    """
        .formatted(name, detail);
  }

  @AfterEach
  void end() throws Exception {
    clone.close();
    yard.close();
  }

  private Path model() throws Exception {
    return yard.order("models").resolve("merged/all/first/letters/letters.csv");
  }

  @Test
  void theSecondTrainRunsWithWhatTheFirstHasMade() throws Exception {
    assertThat(yard.status("trains/models.yaml").orElseThrow()).contains("is: Succeeded");
    assertThat(yard.status("trains/use.yaml").orElseThrow())
        .contains("is: Succeeded", "train: models");
    // Both jobs had it.
    assertThat(Files.readString(yard.order("use").resolve("merged/all/first/apply/used.csv")))
        .isEqualTo(TWICE);
    assertThat(yard.status("trains/use.md").orElseThrow())
        .contains("Made by earlier trains", "`model`");
    assertThat(clone.say("show", "train/use").out()).contains("model of train models");
  }

  @Test
  void aFileThatWasReplacedBehindTheScenesIsNeverUsed() throws Exception {
    Files.setPosixFilePermissions(model(), PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(model(), "letter,count\na,7\nb,63\n");

    yard.commit("trains/again.yaml", use("again", ""));
    RunningController.untilQuiet(yard.settings());

    assertThat(yard.status("trains/again.yaml").orElseThrow())
        .contains("is: Failed", "artefact model is not what train models made")
        .contains("InputBad");
    assertThat(yard.order("again").resolve("merged")).doesNotExist();
  }

  @Test
  void aJobIsReproducedWithIt() throws Exception {
    Path into = folder.resolve("again");

    Said said =
        clone.say(
            "reproduce",
            "use",
            "--job",
            "1",
            "--settings",
            yard.settings().toString(),
            "--into",
            into.toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("used.csv  equal");
    Commit.deleteTree(into);
  }

  @Test
  void aWagonIsTestedWithIt() throws Exception {
    String inputs = folder.resolve("inputs").toString();
    Path own = folder.resolve("own.csv");
    Files.writeString(own, "letter,count\nz,1\n");
    String[] words = {"first/apply", "--dataset", "words", "--inputs-root", inputs};

    Said ofTheStore = clone.say("test", with(words, "--settings", yard.settings().toString()));
    Said ofTheUser = clone.say("test", with(words, "--artefact", "model=" + own));
    Said withoutOne = clone.say("test", words);

    assertThat(ofTheStore.err()).isEmpty();
    assertThat(ofTheStore.out()).contains("first/apply on words: Passed", "The controller has");
    assertThat(ofTheUser.err()).isEmpty();
    assertThat(ofTheUser.out()).contains("first/apply on words: Passed");
    assertThat(withoutOne.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(withoutOne.err()).contains("--artefact model=FILE");
  }

  private static String[] with(String[] words, String... more) {
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }
}
