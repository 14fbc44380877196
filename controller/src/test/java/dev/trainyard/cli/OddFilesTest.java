package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.cli.Validation.Cache;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.config.YardCheck;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that nobody would put into a yard, but that lie there all the same.
class OddFilesTest {
  private static final String DATASET =
      """
      apiVersion: trainyard.dev/v1
      kind: Dataset
      metadata: {name: d}
      spec: {type: data, files: {list: [{location: "file:a"}]}}
      """;

  @TempDir private Path folder = Path.of("");
  private Path top = Path.of("");

  @BeforeEach
  void makeYard() throws IOException {
    top = folder.toRealPath().resolve("yard");
    write("yard.yaml", "apiVersion: trainyard.dev/v1\nkind: Yard\nmetadata: {name: y}\nspec: {}\n");
    write("datasets/d.yaml", DATASET);
  }

  private static String train(String name) {
    return "apiVersion: trainyard.dev/v1\nkind: Train\nmetadata: {name: "
        + name
        + "}\nspec: {dataset: d, wagons: {enabled: {}}}\n";
  }

  @Test
  void neverOpensPipesAndDevices() throws Exception {
    int made =
        new ProcessBuilder("mkfifo", top.resolve("datasets/pipe.yaml").toString())
            .start()
            .waitFor();
    assertThat(made).isZero();
    Files.createDirectory(top.resolve("datasets/folder.yaml"));
    Files.createSymbolicLink(top.resolve("datasets/zero.yaml"), Path.of("/dev/zero"));

    Run run = validate();

    assertThat(run.out).hasLineCount(1).contains("zero.yaml: this symbolic link does not lead to");
    assertThat(run.err).isEqualTo("2 files: 1 error, 0 warnings\n");
  }

  @Test
  void takesNamesOfOtherAlphabetsAndWithSpacesAndDots() throws IOException {
    Files.delete(top.resolve("datasets/d.yaml"));
    write("datasets/d a t a..yaml", DATASET);
    write("datasets/データ.yaml", DATASET.replace("name: d", "name: e"));
    write("datasets/..f..yaml", DATASET.replace("name: d", "name: f"));

    assertThat(validate().err).isEqualTo("3 files: no problems\n"); // a leading dot hides a file
  }

  @Test
  void namesFilesWhoseNamesCannotBeShown() throws IOException {
    write("datasets/two\nlines.yaml", DATASET);
    write("datasets/turned\u202Earound.yaml", DATASET);

    Run run = validate();

    assertThat(run.out.lines()).hasSize(2).allMatch(line -> line.endsWith("[file-name]"));
    assertThat(run.out).doesNotContain("\u202E");
  }

  @Test
  void saysWhichFileCannotBeOpenedAndChecksTheRest() throws IOException {
    write("datasets/e.yaml", DATASET.replace("name: d", "name: E"));
    SnapshotSource all = WorkingCopy.at(top).source();
    SnapshotSource oneGone =
        new SnapshotSource(
            all.commit(),
            all.files(),
            (path, most) -> path.equals("datasets/d.yaml") ? gone() : all.blobs().read(path, most),
            all.history(),
            all.versions());

    YardCheck.Result result = YardCheck.withoutCache().check(oneGone);

    assertThat(result.problems())
        .extracting(problem -> problem.position() + " " + problem.rule())
        .containsExactly("datasets/d.yaml unreadable-file", "datasets/e.yaml:3:18 wrong-value");
  }

  private static byte[] gone() {
    throw new UncheckedIOException(new FileNotFoundException("no such file"));
  }

  @Test
  void tellsABrokenFileOnceHoweverManyReferToIt() throws IOException {
    write("datasets/d.yaml", DATASET.replace("type: data", "type: dta"));
    for (int i = 0; i < 50; i++) {
      write("trains/t" + i + ".yaml", train("t" + i));
    }

    assertThat(validate().out.lines().filter(line -> !line.contains("warning: ")))
        .singleElement()
        .asString()
        .contains("d.yaml:4:14: spec.type is 'dta'");
    assertThat(validate("trains/t7.yaml").out)
        .contains("t7.yaml:4:17: the dataset d is invalid; mend datasets/d.yaml");
  }

  @Test
  void refusesSettingsInAYard() throws IOException {
    write("trains/trainyard.yaml", "apiVersion: trainyard.dev/v1\nkind: Settings\n");

    assertThat(validate().out).contains("kind is 'Settings'; write Yard, Package, ");
  }

  @Test
  void readsNoMoreOfAHugeFileThanItMay() throws IOException {
    write("datasets/huge.yaml", "a".repeat(10 << 20));
    write("datasets/bomb.yaml", "a: &a [x]\nb: [*a, *a]\n");
    write("datasets/deep.yaml", "[".repeat(100_000));

    assertThat(validate().out.lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("bomb.yaml:1:4: the anchor &a is used"))
        .anyMatch(line -> line.contains("deep.yaml:1:21: maps and lists are nested deeper than 20"))
        .anyMatch(line -> line.contains("huge.yaml: the file is larger than 256 KiB"));
  }

  @Test
  void saysHowToBeginWhereThereIsNoYard() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty/.git")).resolveSibling("");

    StringWriter err = new StringWriter();
    ExitCode code =
        validation(empty).run(writer(new StringWriter()), writer(err), new Colours(false));

    assertThat(code).isEqualTo(ExitCode.NOTHING);
    assertThat(err.toString()).contains("no file of a yard found in").contains("trainyard init");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> run(validation(folder.resolve("nowhere"))));
  }

  private record Run(String out, String err) {}

  private Run validate(String... paths) {
    Path path = paths.length == 0 ? top : top.resolve(paths[0]);
    try {
      return run(validation(path));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Validation validation(Path path) {
    return new Validation(List.of(path), ReportFormat.TEXT, null, List.of(), Cache.UNUSED);
  }

  private static Run run(Validation validation) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    validation.run(writer(out), writer(err), new Colours(false));
    return new Run(out.toString(), err.toString());
  }

  private static PrintWriter writer(StringWriter text) {
    return new PrintWriter(text, true);
  }

  private void write(String path, String text) throws IOException {
    Path file = top.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(UTF_8));
  }
}
