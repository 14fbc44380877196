package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.store.Commit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// One job once more, from what was recorded.
@SuppressWarnings("StringConcatToTextBlock") // one line shows where line breaks are
@ExtendWith(FinishedTrain.Resolver.class)
class ReproduceCommandTest {

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;
  private Path into = Path.of("");

  @BeforeEach
  void begin(FinishedTrain finished) throws Exception {
    yard = finished.copyTo(folder);
    clone = UsersClone.of(yard, folder.resolve("clone"));
    into = folder.resolve("again");
  }

  @AfterEach
  void end() throws Exception {
    Commit.deleteTree(into);
    clone.close();
    yard.close();
  }

  private Said reproduce(String... words) {
    return clone.say(
        "reproduce",
        Stream.concat(Stream.of("--into", into.toString()), Stream.of(words))
            .toArray(String[]::new));
  }

  @Test
  void runsAJobAgainAndComparesWithTheRecord() throws Exception {
    Said said = reproduce("all", "--job", "1", "--settings", yard.settings().toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("letters.csv  equal", "Every output is what was recorded.");
    Path script = into.toRealPath().resolve("job/wagons/0/run.sh");
    assertThat(new ProcessBuilder(script.toString()).start().waitFor()).isZero();
    assertThat(script.resolveSibling("room/output/letters.csv"))
        .hasSameTextualContentAs(into.resolve("job/result/first/letters/letters.csv"));
  }

  @Test
  void drawsThePlanUpAgainWithoutTheStore() throws Exception {
    yard.commit("software/count", "exit 1\n");
    clone.pull();
    String inputs = folder.resolve("inputs").toString();

    Said train = reproduce("all", "--inputs-root", inputs);

    assertThat(train.err()).isEmpty();
    assertThat(train.code()).isZero();
    assertThat(train.out()).contains("letters.csv  not recorded", "It ran.");
    Path recorded = yard.order("all");
    assertThat(
            into.resolve(
                "store/orders/" + recorded.getFileName() + "/jobs/0/first/letters/letters.csv"))
        .hasSameTextualContentAs(recorded.resolve("jobs/0/first/letters/letters.csv"));
  }

  @Test
  void takesInputsFromTheFolderThatIsNamedAlsoWithSettings() throws Exception {
    Path moved = folder.resolve("moved");
    Files.move(folder.resolve("inputs"), moved);

    Said said =
        reproduce(
            "all", "--settings", yard.settings().toString(), "--inputs-root", moved.toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("letters.csv  equal");
  }

  @Test
  void leavesNoFolderWhereTheSoftwareCannotBeHad() throws Exception {
    String order = yard.order("all").getFileName().toString();
    Path pinned = yard.store().resolve("orders").resolve(order).resolve("order.json");
    String text = Files.readString(pinned);
    Files.delete(pinned);
    Files.writeString(
        pinned, text.replaceAll("(\"tree\" : )\"\\w+\"", "$1\"" + "0".repeat(40) + "\""));

    Said said = reproduce("all", "--settings", yard.settings().toString());

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.err()).contains("git fetch --tags");
    assertThat(into).doesNotExist();
  }

  @Test
  void reproducesTheTestOfAWagon() {
    Said said = reproduce("first/letters", "--inputs-root", folder.resolve("inputs").toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
  }

  @Test
  void tellsWhatIsDifferent() throws Exception {
    Path recorded = yard.order("all").resolve("jobs/0/result.json");
    String text = Files.readString(recorded);
    String was =
        OutputsDelivery.sha256(yard.order("all").resolve("jobs/0/first/letters/letters.csv"));
    Files.delete(recorded);
    Files.writeString(recorded, text.replace(was, "0".repeat(64)));

    Said said = reproduce("all", "--settings", yard.settings().toString());

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.out()).contains("different", was, "0".repeat(64));
  }

  @Test
  void saysWhenThePlanOrTheNameCannotBeHad() throws Exception {
    yard.input(9, "more\n");

    Said lost = reproduce("all", "--inputs-root", folder.resolve("inputs").toString());

    assertThat(lost.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(lost.err()).contains("not listed as they were", "3 files then, 4 now", "--settings");
    assertThat(reproduce("nobody").code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(reproduce("all", "--settings", yard.settings().toString(), "--job", "7").err())
        .contains("jobs 0 to 1");
    assertThat(into).doesNotExist();
  }
}
