package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who owns what, as forges are told.
class CodeOwnersCommandTest {
  private static final String BEGIN =
      "# begin: owners of analyses, written by `trainyard codeowners`; edit analysis.yaml"
          + " instead\n";
  private static final String END = "# end: owners of analyses\n";

  @TempDir private Path folder = Path.of("");
  private Path top = Path.of("");

  @BeforeEach
  void makeYard() throws IOException {
    top = folder.toRealPath().resolve("yard");
    write("yard.yaml", "apiVersion: trainyard.dev/v1\nkind: Yard\nmetadata: {name: y}\nspec: {}\n");
    analysis("analyses/onia", "onia", "lise, otto");
  }

  @Test
  void writesTheOwnersOfEachFolder() throws IOException {
    analysis("analyses/muons", "muons", "atlas/muon-group");

    Said said = codeowners();

    assertThat(said.code()).isZero();
    assertThat(said.out()).isEqualTo("wrote CODEOWNERS: 2 lines of owners\n");
    assertThat(read("CODEOWNERS"))
        .isEqualTo(
            BEGIN + "/analyses/muons/ @atlas/muon-group\n" + "/analyses/onia/ @lise @otto\n" + END);
  }

  @Test
  void staysWhenRunAgain() throws IOException {
    codeowners();
    String before = read("CODEOWNERS");

    Said again = codeowners();

    assertThat(again.out()).isEqualTo("CODEOWNERS is up to date\n");
    assertThat(read("CODEOWNERS")).isEqualTo(before);
  }

  @Test
  void keepsEveryByteThatPeopleWrote() throws IOException {
    byte[] latin = "* @chef # caf\u00e9\r\n/trains/ @ops".getBytes(ISO_8859_1);
    Files.write(top.resolve("CODEOWNERS"), latin);

    codeowners();

    String crlf = (BEGIN + "/analyses/onia/ @lise @otto\n" + END).replace("\n", "\r\n");
    assertThat(Files.readString(top.resolve("CODEOWNERS"), ISO_8859_1))
        .isEqualTo(new String(latin, ISO_8859_1) + "\r\n\r\n" + crlf);
  }

  @Test
  void writesItsPartAnewWhereItIs() throws IOException {
    write("CODEOWNERS", "* @a\n" + BEGIN + "/old/ @b\n\n" + END + "/analyses/onia/secret/ @c\n");

    codeowners();

    assertThat(read("CODEOWNERS"))
        .isEqualTo(
            "* @a\n"
                + BEGIN
                + "/analyses/onia/ @lise @otto\n"
                + END
                + "/analyses/onia/secret/ @c\n");
  }

  @Test
  void standsBeforeTheSectionsOfGitLab() throws IOException {
    write("CODEOWNERS", "* @a\n\n^[Docs][2] @writers\n/docs/\n");

    codeowners();

    assertThat(read("CODEOWNERS"))
        .isEqualTo(
            "* @a\n\n"
                + BEGIN
                + "/analyses/onia/ @lise @otto\n"
                + END
                + "\n^[Docs][2] @writers\n/docs/\n");
  }

  @Test
  void putsFoldersAfterThoseThatHoldThem() throws IOException {
    analysis("analyses", "all", "admin");
    analysis("analyses/onia/a/b", "deep", "ada");

    codeowners();

    assertThat(read("CODEOWNERS"))
        .contains("/analyses/ @admin\n/analyses/onia/ @lise @otto\n/analyses/onia/a/b/ @ada\n");
  }

  @Test
  void joinsOwnersOfOneFolder() throws IOException {
    write("analyses/onia/second.yaml", analysis("second", "ada, lise"));

    codeowners();

    assertThat(read("CODEOWNERS")).contains("/analyses/onia/ @ada @lise @otto\n");
  }

  @Test
  void tellsWagonsThatLieElsewhere() throws IOException {
    analysis("far", "far", "ada");
    write(
        "attic/w.yaml",
        "apiVersion: trainyard.dev/v1\nkind: Wagon\nmetadata: {name: w}\n"
            + "spec: {analysis: onia, package: {name: p}, command: [x],"
            + " outputs: [{file: a, mediaType: text/csv, merge: {none: {}}}]}\n");
    write(
        "packages/p.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Package
        metadata: {name: p}
        spec: {source: {folder: attic}}
        """);
    assertThat(Terminal.say("validate", top.toString()).out()).isEmpty();

    codeowners();

    assertThat(read("CODEOWNERS")).contains("/attic/w.yaml @lise @otto\n");
  }

  @Test
  void givesAnAnalysisAtTheTopItsFileAlone() throws IOException {
    write("a.yaml", analysis("top", "ada"));

    codeowners();

    assertThat(read("CODEOWNERS")).contains("/a.yaml @ada\n").doesNotContain("/ @ada");
  }

  @Test
  void escapesWhatForgesWouldTakeForMore() throws IOException {
    analysis("analyses/a b#c", "one", "ada");
    analysis("analyses/d[1]*", "two", "ada");
    analysis("analyses/d-1-x", "three", "bob");
    analysis("analyses/m\u00fcon", "four", "ada");

    codeowners();

    assertThat(read("CODEOWNERS"))
        .contains(
            """
            /analyses/a\\ b?c/ @ada
            /analyses/d?1??/ @ada
            /analyses/d-1-x/ @bob
            /analyses/m\u00fcon/ @ada
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"})
  void takesTheFileThatIsThere(String path) throws IOException {
    write(path, "* @a\n");

    codeowners();

    assertThat(read(path)).contains("/analyses/onia/");
    assertThat(Files.exists(top.resolve("CODEOWNERS"))).isFalse();
  }

  @Test
  void asksWhichOfSeveral() throws IOException {
    write("docs/CODEOWNERS", "* @a\n");
    write(".github/CODEOWNERS", "* @a\n");

    Said which = codeowners();
    Said named = codeowners("--file", ".github/CODEOWNERS");
    Said then = codeowners();

    assertThat(which.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(which.err()).contains(".github/CODEOWNERS and docs/CODEOWNERS", "--file");
    assertThat(named.out()).contains("wrote .github/CODEOWNERS");
    assertThat(then.out()).isEqualTo(".github/CODEOWNERS is up to date\n");
    assertThat(codeowners("--file", "x/CODEOWNERS").code()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void checksWithoutWriting() throws IOException {
    Said none = codeowners("--check");
    codeowners();
    Said fresh = codeowners("--check");
    analysis("analyses/onia", "onia", "lise");
    Said stale = codeowners("--check");

    assertThat(none.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(none.out()).contains("does not tell the owners of analyses");
    assertThat(fresh.code()).isZero();
    assertThat(stale.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(stale.out()).contains("CODEOWNERS is out of date; run `trainyard codeowners`");
    assertThat(read("CODEOWNERS")).contains("@otto");
  }

  @Test
  void tellsPrograms() {
    Said said = codeowners("--output", "json");

    assertThat(said.out())
        .containsIgnoringWhitespaces(
            """
            "files": [{"path": "CODEOWNERS", "generated": false, "upToDate": false, "written": true}],
            "owners": [{
              "path": "analyses/onia/",
              "pattern": "/analyses/onia/",
              "owners": ["lise", "otto"]
            }]
            """);
  }

  @Test
  void writesNothingWhileAnAnalysisHasErrors() throws IOException {
    codeowners();
    write("analyses/onia/analysis.yaml", "kind: Analysis\n");

    Said said = codeowners();

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.err()).contains("trainyard validate");
    assertThat(read("CODEOWNERS")).contains("/analyses/onia/ @lise @otto");
    assertThat(Terminal.say("validate", top.toString()).out()).doesNotContain("code-owners");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# begin: owners of analyses\n/a/ @b\n",
        "/a/ @b\n# end: owners of analyses\n",
        "# begin: owners of analyses\n# end: owners of analyses\n# begin: owners of analyses\n"
      })
  void touchesNothingWhereTheMarksAreDamaged(String text) throws IOException {
    write("CODEOWNERS", text);

    Said said = codeowners();
    Said validated = Terminal.say("validate", top.toString());

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.err()).contains("CODEOWNERS:");
    assertThat(validated.out()).contains("warning:", "[code-owners]");
    assertThat(read("CODEOWNERS")).isEqualTo(text);
  }

  @Test
  void leavesASymbolicLinkAlone() throws IOException {
    Path outside = Files.writeString(folder.resolve("elsewhere"), "mine\n");
    Files.createSymbolicLink(top.resolve("CODEOWNERS"), outside);

    Said said = codeowners();

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(Files.readString(outside)).isEqualTo("mine\n");
  }

  @Test
  void validateSaysWhatIsOutOfDateAndWhere() throws IOException {
    write("CODEOWNERS", "* @a\n");
    codeowners();
    assertThat(Terminal.say("validate", top.toString()).out()).isEmpty();

    analysis("analyses/onia", "onia", "lise");
    Said changed = Terminal.say("validate", top.toString());
    Files.delete(top.resolve("analyses/onia/analysis.yaml"));
    Said gone = Terminal.say("validate", top.toString());

    assertThat(changed.code()).isZero();
    assertThat(changed.out())
        .contains(
            "CODEOWNERS:4:1: warning: the owners of the analyses want: /analyses/onia/ @lise;"
                + " run `trainyard codeowners`, and commit the file [code-owners]");
    assertThat(gone.out()).contains("CODEOWNERS:4:1: warning: no analysis has owners for this;");
    assertThat(Terminal.say("validate", top.toString(), "--disable", "code-owners").out())
        .isEmpty();
  }

  @Test
  void validateDoesNotMindAYardThatWritesItByHand() throws IOException {
    write("CODEOWNERS", "* @a\n");

    assertThat(Terminal.say("validate", top.toString()).out()).isEmpty();
  }

  @Test
  void validateTellsOnlyWhatABranchMadeStale() throws Exception {
    codeowners();
    try (Git git = Git.init().setDirectory(top.toFile()).setInitialBranch("main").call()) {
      analysis("analyses/onia", "onia", "lise");
      git.add().addFilepattern(".").call();
      git.commit().setMessage("stale").setSign(false).setAuthor("a", "a@b").call();
    }
    write("README.md", "x\n");
    Said before = validateChanges();
    analysis("analyses/muons", "muons", "ada");
    Said after = validateChanges();

    assertThat(before.out()).isEmpty();
    assertThat(after.out()).contains("/analyses/muons/ @ada");
  }

  private Said validateChanges() {
    return Terminal.say("validate", top.toString(), "--changed-from", "HEAD");
  }

  private Said codeowners(String... words) {
    List<String> all = new ArrayList<>(List.of("codeowners", "--yard", top.toString()));
    all.addAll(List.of(words));
    return Terminal.say(all.toArray(String[]::new));
  }

  private static String analysis(String name, String owners) {
    return "apiVersion: trainyard.dev/v1\nkind: Analysis\nmetadata: {name: %s}\nspec: {owners: [%s]}\n"
        .formatted(name, owners);
  }

  private void analysis(String place, String name, String owners) throws IOException {
    write(place + "/analysis.yaml", analysis(name, owners));
  }

  private String read(String path) throws IOException {
    return Files.readString(top.resolve(path));
  }

  private void write(String path, String text) throws IOException {
    Path file = top.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
