package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.git.LocalRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class ValidateCommandTest {
  private static final String ANALYSIS =
      """
      apiVersion: trainyard.dev/v1
      kind: Analysis
      metadata: {name: dimuon}
      spec: {owners: [mlopez]}
      """;

  @TempDir private Path folder = Path.of("");
  private Path top = Path.of("");

  @BeforeEach
  void makeYard() throws IOException {
    top = folder.toRealPath().resolve("yard");
    write("yard.yaml", "apiVersion: trainyard.dev/v1\nkind: Yard\nmetadata: {name: y}\nspec: {}\n");
    write("analyses/dimuon/analysis.yaml", ANALYSIS);
  }

  @Test
  void acceptsValidYard() {
    Run run = validate();

    assertThat(run.exitCode).isZero();
    assertThat(run.out).isEmpty();
    assertThat(run.err).isEqualTo("2 files: no problems\n");
  }

  @Test
  void showsProblemsAsFileLineColumnWithRemedyAndRule() throws IOException {
    write("analyses/dimuon/analysis.yaml", ANALYSIS.replace("owners", "owner"));

    Run run = validate();

    Path shown = Path.of("").toRealPath().relativize(top.resolve("analyses/dimuon/analysis.yaml"));
    assertThat(run.exitCode).isEqualTo(ExitCode.INVALID.code());
    assertThat(run.out)
        .contains(shown + ":4:8: spec has no field owner; did you mean owners? [unknown-field]\n");
    assertThat(run.err).isEqualTo("2 files: 1 error, 0 warnings\n");
  }

  @Test
  void looksNotThroughAllOfAFolderThatIsNoYard() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    for (int i = 0; i <= 20_000; i++) {
      Files.createFile(home.resolve(Integer.toString(i)));
    }

    Run run = execute(Ansi.OFF, "validate", home.toString());
    Files.createFile(home.resolve("yard.yaml"));
    Run marked = execute(Ansi.OFF, "validate", home.toString());

    assertThat(run.exitCode).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err).contains(home + " is no yard", "name the folder of a yard");
    assertThat(marked.exitCode).isEqualTo(ExitCode.INVALID.code());
  }

  @Test
  void warningsAloneAreNoFailure() throws IOException {
    warn();

    Run run = validate();

    assertThat(run.exitCode).isZero();
    assertThat(run.out)
        .contains(": warning: the dataset d is deprecated")
        .doesNotContain("\u001b[");
  }

  @Test
  void paintsWhereColoursAreForced() throws IOException {
    warn();

    Run run = execute(Ansi.ON, "validate", top.toString());

    assertThat(run.out).contains("\u001b[33m warning:\u001b[0m");
  }

  @Test
  void reportsOnlyWhatWasAskedFor() throws IOException {
    write("trains/a.yaml", "kind: Train");
    write("datasets/b.yaml", "kind: Dataset");

    Run run = validate("trains");

    assertThat(run.out).contains("a.yaml:").doesNotContain("b.yaml");
    assertThat(run.err).isEqualTo("1 file: 1 error, 0 warnings\n");
  }

  @Test
  void leavesDisabledRuleOut() throws IOException {
    warn();

    assertThat(validate("", "--disable", "train-wagons", "--disable", "deprecated-dataset").out)
        .isEmpty();
  }

  @Test
  void suggestsRuleForUnknownOne() {
    Run run = validate("", "--disable", "train-wagon");

    assertThat(run.exitCode).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err).contains("there is no rule train-wagon; did you mean train-wagons?");
  }

  @Test
  void listsRules() {
    Run run = execute(Ansi.OFF, "validate", "--rules");

    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("unknown-reference").contains("A name that is referred to exists");
  }

  @Test
  void writesJson() throws IOException {
    write("trains/a.yaml", "kind: Train");

    assertThat(validate("", "--output", "json").out)
        .isEqualTo(
            """
            {
              "files" : 3,
              "errors" : 1,
              "warnings" : 0,
              "problems" : [ {
                "file" : "trains/a.yaml",
                "line" : 1,
                "column" : 1,
                "severity" : "error",
                "rule" : "foreign-file",
                "message" : "this is no object of the yard",
                "remedy" : "start it with apiVersion: trainyard.dev/v1, or move it out of the yard's folders"
              } ]
            }
            """);
  }

  @Test
  void writesGithubAnnotations() throws IOException {
    write("trains/a,b.yaml", "kind: 100%");

    assertThat(validate("", "--output", "github").out)
        .isEqualTo(
            "::error file=trains/a%2Cb.yaml,line=1,col=1,title=foreign-file::this is no object of"
                + " the yard; start it with apiVersion: trainyard.dev/v1, or move it out of the"
                + " yard's folders\n");
  }

  @Test
  void writesSarif() throws IOException {
    write("trains/a b.yaml", "kind: Train");

    assertThat(validate("", "--output", "sarif").out)
        .contains("\"$schema\" : \"https://json.schemastore.org/sarif-2.1.0.json\"")
        .contains("\"version\" : \"2.1.0\"")
        .contains("\"ruleId\" : \"foreign-file\"")
        .contains("\"uri\" : \"trains/a%20b.yaml\"")
        .contains("\"startLine\" : 1");
  }

  @Test
  void refusesUnknownFormatAndMissingPath() {
    assertThat(validate("", "--output", "xml").exitCode).isEqualTo(ExitCode.USAGE.code());
    assertThat(validate("nowhere").exitCode).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void refusesPathsOfTwoRepositories() throws IOException {
    Files.createDirectories(folder.resolve("other/.git"));

    Run run = execute(Ansi.OFF, "validate", top.toString(), folder.resolve("other").toString());

    assertThat(run.exitCode).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err).contains("different repositories");
  }

  @Test
  void findsNothingWrongWhereNoFileOfTheYardWasAskedFor() throws IOException {
    write("README.md", "words");

    Run run = execute(Ansi.OFF, "validate", top.resolve("README.md").toString());

    assertThat(run.exitCode).isZero();
    assertThat(run.err).isEqualTo("0 files: no problems\n");
  }

  @Test
  void saysWhenThereIsNoYard() throws IOException {
    Path empty = folder.resolve("empty");
    Files.createDirectories(empty.resolve(".git"));

    assertThat(execute(Ansi.OFF, "validate", empty.toString()).exitCode)
        .isEqualTo(ExitCode.NOTHING.code());
  }

  @Test
  void refusesLinksThatLeaveTheRepository() throws IOException {
    Path outside = Files.writeString(folder.resolve("secret.yaml"), "secret: x");
    Files.createSymbolicLink(top.resolve("linked.yaml"), outside);
    Files.createSymbolicLink(top.resolve("linked"), folder);
    Files.createSymbolicLink(top.resolve("broken.yaml"), Path.of("nowhere.yaml"));

    Run run = validate();

    assertThat(run.exitCode).isEqualTo(ExitCode.INVALID.code());
    assertThat(run.out.lines()).hasSize(3).allMatch(line -> line.contains("[link-outside]"));
    assertThat(run.out).doesNotContain("secret");
  }

  @Test
  void readsWhatLinksInsideLeadToOnce() throws IOException {
    Files.createSymbolicLink(top.resolve("self"), top);
    Files.createSymbolicLink(
        top.resolve("analyses/again.yaml"), top.resolve("analyses/dimuon/analysis.yaml"));

    assertThat(validate().err).isEqualTo("2 files: no problems\n");
  }

  @Test
  void showsNoControlCharactersOfFileNames() throws IOException {
    write("trains/a\u001b[31m.yaml", "kind: Train");

    Run run = validate();

    assertThat(run.out).contains("[file-name]").doesNotContain("\u001b");
  }

  @Test
  void reportsWhatAChangeMadeWorse() throws Exception {
    write("trains/old.yaml", "kind: Train");
    warn();
    try (Git git = initialise()) {
      git.add().addFilepattern(".").call();
      git.commit().setMessage("before").setSign(false).call();
    }
    Files.delete(top.resolve("datasets/d.yaml"));
    write("datasets/e.yaml", "kind: Dataset");

    Run run = validate("", "--changed-from", "HEAD");

    assertThat(run.out)
        .contains("trains/t.yaml:4:17: there is no dataset d")
        .contains("datasets/e.yaml:1:1:")
        .doesNotContain("old.yaml");
    assertThat(run.err).isEqualTo("1 file: 2 errors, 0 warnings\n");
  }

  @Test
  void refusesUnknownRevision() throws Exception {
    initialise().close();

    Run run = validate("", "--changed-from", "nowhere");

    assertThat(run.exitCode).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err).contains("there is no commit nowhere");
  }

  @Test
  void helpShowsExamples() {
    Run run = execute(Ansi.OFF, "validate", "--help");

    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("trainyard validate --changed-from origin/main");
  }

  /// Looks for a repository first, because that shields JGit from the user's configuration.
  private Git initialise() throws Exception {
    assertThat(LocalRepository.find(top)).isEmpty();
    return Git.init().setDirectory(top.toFile()).call();
  }

  private void warn() throws IOException {
    write(
        "datasets/d.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Dataset
        metadata: {name: d}
        spec: {type: data, state: deprecated, files: {list: [{location: "file:a"}]}}
        """);
    write(
        "trains/t.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Train
        metadata: {name: t}
        spec: {dataset: d, wagons: {enabled: {}}}
        """);
  }

  private void write(String path, String text) throws IOException {
    Path file = top.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private record Run(int exitCode, String out, String err) {}

  private Run validate(String path, String... options) {
    return execute(
        Ansi.OFF,
        Stream.concat(Stream.of("validate", top.resolve(path).toString()), Arrays.stream(options))
            .toArray(String[]::new));
  }

  private Run validate() {
    return validate("");
  }

  private static Run execute(Ansi ansi, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands =
        Main.commandLine()
            .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Run(commands.execute(arguments), out.toString(), err.toString());
  }
}
