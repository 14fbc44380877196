package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A yard from nothing, and new files in it.
class BeginningTest {
  private static final Path EXAMPLE = Path.of("..", "example-config-repo", "analysis");

  @TempDir private Path folder = Path.of("");
  private Path yard = Path.of("");

  @BeforeEach
  void nameYard() throws IOException {
    yard = folder.toRealPath().resolve("my-yard");
  }

  @Test
  void beginsAYardThatIsValid() {
    Said said = init();

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("created yard.yaml", "Next:", "trainyard validate");
    assertThat(Terminal.say("validate", yard.toString()).code()).isZero();
    assertThat(Terminal.say("list", "trains", "--yard", yard.toString()).out()).contains("letters");
  }

  @Test
  void beginsAYardThatRuns() throws Exception {
    Path settings = folder.resolve("trainyard.yaml");
    Terminal.say("init", yard.toString(), "--settings", settings.toString());
    commit();

    RunningController.untilQuiet(settings);

    Said status = Terminal.say("status", "letters", "--watch", "--yard", yard.toString());
    assertThat(status.code()).isZero();
    assertThat(status.out()).contains("train letters: new -> Succeeded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"analysis", "calibration", "pipeline"})
  void beginsAsOneOfTheExamples(String name) throws IOException {
    Path settings = folder.resolve("trainyard.yaml");

    Said said = init("--template", name, "--settings", settings.toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("created yard.yaml", "read README.md");
    assertThat(yard.resolve("README.md"))
        .hasSameTextualContentAs(CopiedYard.example(name).resolve("README.md"));
    assertThat(yard.resolve(".github/workflows/validate.yaml")).exists();
    assertThat(Files.readString(settings))
        .contains(yard.resolve("inputs").toString())
        .doesNotContain("/data");
    assertThat(Terminal.say("validate", yard.toString()).code()).isZero();
  }

  @Test
  void beginsAYardThatListens() throws Exception {
    Path settings = folder.resolve("trainyard.yaml");
    init("--template", "calibration", "--settings", settings.toString());
    commit();
    run("tools/take-run", "251007");
    run("tools/take-run", "251008", "tile-scan", "20");
    run("tools/take-run", "251009", "pedestal");

    RunningController.untilQuiet(settings);

    Said list = Terminal.say("list", "trains", "--yard", yard.toString());
    assertThat(list.out())
        .contains("tile-energy-scan-251007", "l1calo-standalone-251009", "Succeeded")
        .doesNotContain("251008", "Failed", "Blocked");
    Said listener = Terminal.say("status", "tile-energy-scan", "--yard", yard.toString());
    assertThat(listener.out()).contains("waits for a person", "251008");
  }

  private void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(yard.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void refusesATemplateThatIsNotThereOrComesTooLate() {
    Said unknown = init("--template", "nothing");
    init();
    Said late = init("--template", "analysis");

    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(unknown.err())
        .contains("there is no template nothing; there are analysis, calibration, pipeline");
    assertThat(late.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(late.err()).contains("is a yard already");
  }

  @Test
  void answersBeforeAnythingIsCommitted() {
    init();

    Said why = Terminal.say("why", "letters", "--yard", yard.toString());
    Said status = Terminal.say("status", "--yard", yard.toString());
    Said show = Terminal.say("show", "letters", "--yard", yard.toString());
    Said hold = Terminal.say("hold", "letters", "--yard", yard.toString());

    assertThat(why.out()).contains("not committed", "no branch trainyard-status");
    assertThat(status.code()).isEqualTo(ExitCode.NOTHING.code());
    assertThat(show.code()).isZero();
    assertThat(hold.err()).contains("trains/letters.yaml is not committed yet");
  }

  @Test
  void changesNothingWhenRunAgain() throws IOException {
    init();
    Files.writeString(yard.resolve("README.md"), "mine\n");
    Files.delete(yard.resolve("trains/letters.yaml"));
    Map<String, String> before = files();

    Said said = init();

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("kept README.md").doesNotContain("created");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void putsNoExampleIntoAYardThatHasObjects() throws IOException {
    Files.createDirectories(yard);
    Files.writeString(
        yard.resolve("a.yaml"),
        "apiVersion: trainyard.dev/v1\nkind: Analysis\nmetadata: {name: a}\nspec: {owners: [b]}\n");

    Said said = init();

    assertThat(said.out()).contains("created .gitlab-ci.yml");
    assertThat(yard.resolve("trains")).doesNotExist();
  }

  @Test
  void refusesSettingsInsideTheYard() {
    Said said = init("--settings", yard.resolve("trainyard.yaml").toString());

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("outside of the yard");
  }

  @Test
  void refusesSettingsInsideTheYardByAnotherWay() throws IOException {
    Files.createDirectories(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    Said said =
        Terminal.say(
            "init",
            link.resolve("y").toString(),
            "--settings",
            link.resolve("y/s.yaml").toString());

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("outside of the yard");
  }

  @Test
  void beginsNoYardInsideAnotherRepository() throws IOException {
    init();

    Said said = Terminal.say("init", yard.resolve("inner").toString());

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("is a folder of the repository", "a repository of its own");
    assertThat(yard.resolve("inner")).doesNotExist();
  }

  @Test
  void namesTheRepositoryOfALinkedWorkingCopy() throws Exception {
    init();
    commit();
    Path linked = folder.resolve("linked");
    Path settings = folder.resolve("s.yaml");
    String[] add = {"git", "-C", yard.toString(), "worktree", "add", linked.toString()};
    assertThat(new ProcessBuilder(add).start().waitFor()).isZero();

    Terminal.say("init", linked.toString(), "--settings", settings.toString());

    assertThat(settings).content().contains("url: \"" + yard.toRealPath().resolve(".git") + "\"");
  }

  @Test
  void writesValuesAsTheyWereMeant() throws IOException {
    init();

    Said analysis = make("analysis", "mine", "--owner", "007");
    Said dataset = make("dataset", "mine", "--pattern", "file:a\\b/*");
    Said outside = make("package", "mine", "--folder", "../elsewhere");

    assertThat(analysis.err()).isEmpty();
    assertThat(dataset.err()).isEmpty();
    assertThat(Files.readString(yard.resolve("datasets/mine.yaml"))).contains("\"file:a\\\\b/*\"");
    assertThat(outside.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void hasTheChecksOfTheExampleYard() throws IOException {
    init();

    for (String path :
        List.of(".pre-commit-config.yaml", ".github/workflows/validate.yaml", ".gitlab-ci.yml")) {
      assertThat(yard.resolve(path)).hasSameTextualContentAs(EXAMPLE.resolve(path));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package mine",
        "runlist mine",
        "dataset mine",
        "analysis mine",
        "wagon first/mine",
        "train mine"
      })
  void writesFilesThatAreValidAtOnce(String what) throws IOException {
    init();
    int before = files().size();

    Said said = make(what.split(" "));

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).startsWith("created ");
    assertThat(files()).hasSizeGreaterThan(before);
    Said checked = Terminal.say("validate", yard.toString());
    assertThat(checked.code()).as(checked.out()).isZero();
    assertThat(checked.out()).isEmpty();
  }

  @Test
  void explainsFieldsByWhatTheSchemaSays() throws IOException {
    init();
    make("train", "mine");

    assertThat(Files.readString(yard.resolve("trains/mine.yaml")))
        .contains("  # How much of the dataset. One of test, short, full.\n  scope: test\n");
  }

  @Test
  void refusesANameThatIsTaken() throws IOException {
    init();
    Map<String, String> before = files();

    Said said = make("train", "letters");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("there is a train letters already, in trains/letters.yaml");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void refusesAFileThatIsThere() throws IOException {
    init();
    Files.writeString(yard.resolve("trains/mine.yaml"), "# mine\n");

    Said said = make("train", "mine");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(yard.resolve("trains/mine.yaml")).hasContent("# mine\n");
  }

  @Test
  void suggestsWhatThereIs() {
    init();

    assertThat(make("train", "mine", "--wagon", "first/leters").err())
        .contains("did you mean first/letters?");
    assertThat(make("wagon", "frist/mine").err()).contains("did you mean first?");
    assertThat(make("wagon", "mine").err()).contains("first/mine");
    assertThat(make("tarin", "mine").err()).contains("did you mean train?");
    assertThat(make("train", "Mine").err()).contains("lower-case letters");
  }

  @Test
  void saysThatErrorsMayHideAName() throws IOException {
    init();
    make("wagon", "first/mine");
    Path file = yard.resolve("analyses/first/wagons/mine.yaml");
    Files.writeString(file, Files.readString(file).replace("memory: 1Gi", "memory: much"));

    Said said = make("train", "mine", "--wagon", "first/mine");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err())
        .contains("there is no wagon first/mine", "errors: analyses/first/wagons/mine.yaml:");
  }

  @Test
  void asksWhichWhereThereAreSeveral() {
    init();
    make("wagon", "first/mine");

    Said said = make("train", "mine");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("--wagon", "first/letters, first/mine");
  }

  private Said init(String... words) {
    List<String> all = new ArrayList<>(List.of("init", yard.toString()));
    all.addAll(List.of(words));
    return Terminal.say(all.toArray(String[]::new));
  }

  private Said make(String... words) {
    List<String> all = new ArrayList<>(List.of("new", "--yard", yard.toString()));
    all.addAll(List.of(words));
    return Terminal.say(all.toArray(String[]::new));
  }

  private void commit() throws Exception {
    try (Git git = Git.open(yard.toFile())) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("Begin the yard")
          .setAuthor("Ada", "ada@example.org")
          .setCommitter("Ada", "ada@example.org")
          .setSign(false)
          .call();
    }
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(yard)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = yard.relativize(file).toString();
        if (!path.startsWith(".git/")) {
          files.put(path, Files.readString(file));
        }
      }
    }
    return files;
  }
}
