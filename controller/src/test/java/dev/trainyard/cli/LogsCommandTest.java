package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Logs are found in a store that changes while it is looked at.
@ExtendWith(FinishedTrain.Resolver.class)
class LogsCommandTest {
  private static final String TRAIN = "trains/all.yaml";

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;

  @BeforeEach
  void begin(FinishedTrain finished) throws Exception {
    yard = finished.copyTo(folder);
    clone = UsersClone.of(yard, folder.resolve("clone"));
  }

  @AfterEach
  void end() throws Exception {
    clone.close();
    yard.close();
  }

  private Said logs(String... words) {
    return clone.say(
        "logs",
        Stream.concat(Stream.of("all", "--settings", yard.settings().toString()), Stream.of(words))
            .toArray(String[]::new));
  }

  @Test
  void passesOverWhatGoesWhileItIsLooked() throws Exception {
    Path logs = yard.order("all").resolve("jobs/0/logs/first");
    Files.createSymbolicLink(logs.resolve("gone.log"), logs.resolve("nowhere"));

    Said said = logs("--list");

    assertThat(said.code()).isZero();
    assertThat(said.out()).hasLineCount(3).doesNotContain("gone");
  }

  @Test
  void showsAsManyLinesAsAreAskedFor() throws Exception {
    Path logs = yard.order("all").resolve("jobs/0/logs/first");
    Files.writeString(logs.resolve("letters.log"), "one\ntwo\nthree\n");

    Said said = logs("--job", "0", "--attempt", "1", "--lines", "2");

    assertThat(said.out()).endsWith("\ntwo\nthree\n").doesNotContain("\none");
  }

  @Test
  void passesOverAnOrderThatWasNeverWritten() throws Exception {
    Files.createDirectories(yard.store().resolve("orders/train.all.r9.0123456789"));
    clone.forgeStatus(TRAIN, text -> text.replaceFirst("(?s)composition:\n(  .*?\n)+(?=\\S)", ""));

    Said said = logs("--list");

    assertThat(said.err()).isEmpty();
    assertThat(said.out()).hasLineCount(3);
  }

  @Test
  void tellsExecutionsThatWereKilledFromThoseThatRun() throws Exception {
    String order = yard.order("all").getFileName().toString();
    Path left = yard.store().resolve("tmp/job." + order + ".0-dead/result/logs/first");
    Files.createDirectories(left);
    Files.writeString(left.resolve("letters.log"), "half a");

    Said said = logs("--list");

    assertThat(said.out()).containsPattern("0 +\\d +first/letters +lost").doesNotContain("running");
  }

  @Test
  void takesNamesAsEverywhere() {
    assertThat(logs("--list", "--wagon", "letters").out()).hasLineCount(3);
    assertThat(logs("--list", "--wagon", "wagon/first/letters").out()).hasLineCount(3);
    assertThat(logs("--list", "--wagon", "first/other").code()).isEqualTo(ExitCode.NOTHING.code());
  }

  @Test
  void tellsProgramsPathsAsPaths() throws Exception {
    Said said = logs("--output", "json");

    assertThat(said.out()).contains("\"file\" : \"" + yard.store().toRealPath());
    assertThat(logs("--output", "json", "--follow").code()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void looksNowhereElseForAnOrderThatCannotBe() throws Exception {
    Said honest = logs("--list");
    clone.forgeStatus(TRAIN, text -> text.replaceFirst("order: .*", "order: ../x"));

    Said said = logs("--list");

    assertThat(said.code()).isZero();
    assertThat(said.out()).isEqualTo(honest.out());
  }

  @Test
  void followsATrainThatHasNotLeftYet() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String here = folder.resolve("clone").toString();
    clone.write("trains/later.yaml", SmallYard.train("later", ""));
    Thread following =
        Thread.ofPlatform()
            .start(
                () ->
                    Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                            "logs",
                            "later",
                            "--follow",
                            "--yard",
                            here,
                            "--settings",
                            yard.settings().toString()));
    try {
      SmallYard.awaitThat("it says that it waits", () -> err.toString().contains("waiting"));

      yard.commit(
          Map.of(
              "trains/later.yaml",
              SmallYard.train("later", ""),
              "software/count",
              "echo hello from afar\n" + yard.file("software/count")));
      RunningController.untilQuiet(yard.settings());

      SmallYard.awaitThat("the log is told", () -> out.toString().contains("hello from afar"));
    } finally {
      following.interrupt();
      following.join();
    }
  }
}
