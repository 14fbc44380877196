package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult.WagonResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wagons that do what no wagon should; each is told from a good one beside it.
class BadWagonTest {
  private static final Resources BRIEF =
      new Resources(ByteSize.parse("256Mi"), 1, Duration.ofSeconds(2));

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
    yard.wagon("a/good", "echo fine > $TRAINYARD_OUTPUT/out.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trap '' TERM INT HUP; while :; do sleep 0.1; done | OverTime",
        "kill -STOP $$ | OverTime",
        "trap '' TERM; (trap '' TERM; sleep 60) & sleep 60 | OverTime",
        "sh -c 'kill -ABRT $$'; kill -KILL $$ | Signal",
        "exec /nonexistent | ExitCode",
        "rm -rf $TRAINYARD_OUTPUT | OutputMissing",
        "rm -rf $TRAINYARD_OUTPUT; ln -s /etc $TRAINYARD_OUTPUT | OutputMissing",
        "ln -s /dev/zero $TRAINYARD_OUTPUT/out.txt | OutputMissing",
        "cd $TRAINYARD_OUTPUT; truncate -s 7E out.txt; [ -s out.txt ] | OutputMissing ExitCode",
        "ln -s loop $TRAINYARD_OUTPUT/out.txt | OutputMissing"
      })
  void isEndedAndTold(String script, String causes) throws IOException {
    yard.wagon("a/bad", script, BRIEF, List.of(Yard.output("out.txt", Yard.NO_MERGE)));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    List<WagonResult> wagons = yard.failed().wagons();
    assertThat(wagons.getFirst().cause()).isEqualTo(ExitCause.SUCCEEDED);
    assertThat(causes.split(" ")).contains(wagons.getLast().cause().toString());
    assertThat(wagons.getLast().message()).isNotBlank();
    assertThat(yard.root.resolve("store/tmp")).isEmptyDirectory();
  }

  @Test
  void refusesADeviceAsOutput() throws IOException {
    yard.wagon("a/bad", "mknod $TRAINYARD_OUTPUT/out.txt c 1 5 || exit 77");

    yard.runFirst();

    WagonResult bad = yard.failed().wagons().getLast();
    assumeThat(bad.exitCode()).as("may not make devices here").isNotEqualTo(77);
    assertThat(bad.cause()).isEqualTo(ExitCause.OUTPUT_MISSING);
    assertThat(bad.message()).contains("not a plain file");
  }

  @Test
  void doesNotChangeWhatASecondNameOfItsOutputHolds() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious.txt"), "precious\n");
    yard.wagon("a/bad", "ln " + precious + " $TRAINYARD_OUTPUT/out.txt");

    yard.runFirst();

    assertThat(yard.outputOf("a/bad")).isEqualTo("precious\n");
    assertThat(precious).isWritable().hasContent("precious\n");
  }

  @Test
  void showsHowManyOutputsOfTheWrongShapeAreWrong() throws IOException {
    Merge sum = new Merge(MergeKind.SUM, List.of("bin"), 0, List.of());
    Merge json = new Merge(MergeKind.JSON, List.of(), 0, List.of());
    wagon("a/columns", "printf 'bin,n\\n1,2,3\\n'", sum);
    wagon("a/infinite", "printf 'bin,n\\n1,Infinity\\n'", sum);
    wagon("a/huge", "printf 'bin,n\\n1,1e999999\\n'", sum);
    wagon("a/empty", "true", sum);
    wagon("a/nan", "printf '{\"n\": NaN}'", json);
    wagon("a/twice", "printf '{\"n\": 1, \"n\": 2}'", json);
    wagon("a/half", "printf '{\"n\": 1'", json);
    wagon("a/deep", "head -c 100000 /dev/zero | tr '\\0' '['", json);

    yard.runFirst();

    List<WagonResult> wagons = yard.failed().wagons();
    assertThat(wagons.subList(1, wagons.size()))
        .allSatisfy(
            wagon -> assertThat(wagon.cause()).as(wagon + "").isEqualTo(ExitCause.MERGE_FAILED));
  }

  @Test
  void showsATerminalAttackAsText() throws IOException {
    String attack =
        "\\033]0;owned\\007\\033[2J\\033[8mhidden\\302\\233 31m\\342\\200\\256error\\377";
    yard.wagon("a/bad", "printf '" + attack + " failed\\r\\n'; exit 1");

    yard.runFirst();

    assertThat(yard.failed().wagons().getLast().logLines())
        .singleElement()
        .satisfies(
            line -> assertThat(line).doesNotContain("\u001b", "\u009b", "\u202e", "\r", "owned"));
  }

  @Test
  void readsInputsOfAnyName() throws IOException {
    yard.job(
        yard.input("a b.txt", "1\n"),
        yard.input("$(touch x);'.txt", "2\n"),
        yard.input("ключ-漢字.txt", "3\n"),
        yard.input("-rf", "4\n"),
        yard.input("x".repeat(250), "5\n"));
    yard.wagon(
        "a/reader",
        "while IFS= read -r f; do cat \"$f\"; done < $TRAINYARD_INPUTS >"
            + " $TRAINYARD_OUTPUT/out.txt");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/reader")).isEqualTo("1\n2\n3\n4\n5\n");
  }

  @Test
  void refusesAnInputThatIsNoPlainFile() throws IOException {
    Files.createDirectories(folder.resolve("data/folder"));
    yard.job(new InputFile("file://" + folder.resolve("data/folder"), 1L, null, null));

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("data/folder is not a plain file");
  }

  private void wagon(String name, String script, Merge merge) {
    Output output = Yard.output("out.txt", merge);
    yard.wagon(name, script + " > $TRAINYARD_OUTPUT/out.txt", Yard.USUAL, List.of(output));
  }
}
