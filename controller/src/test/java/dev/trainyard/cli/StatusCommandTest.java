package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What is told of trains, where the status branch knows less than the yard asks for.
@ExtendWith(FinishedTrain.Resolver.class)
class StatusCommandTest {
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

  @Test
  void tellsProgramsOfWhatHasNoStatusYet() throws Exception {
    clone.write("trains/newer.yaml", SmallYard.train("newer", ""));

    Said said = clone.say("status", "newer", "--output", "json");
    Said known = clone.say("status", "all", "--output", "json");

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("\"name\" : \"newer\"").doesNotContain("\"status\"");
    assertThat(known.out()).contains("\"name\" : \"all\"", "\"status\" : {", "Succeeded");
  }

  @Test
  void watchesUntilTheRunThatIsAskedForIsOver() throws Exception {
    clone.write(TRAIN, SmallYard.train("all", "rerun: 1"));
    StringWriter err = new StringWriter();
    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(
            () ->
                Main.commandLine()
                    .setOut(new PrintWriter(new StringWriter()))
                    .setErr(new PrintWriter(err, true))
                    .execute(
                        "status",
                        "--yard",
                        folder.resolve("clone").toString(),
                        "all",
                        "--watch",
                        "--every",
                        "1s"));
    SmallYard.awaitThat("the run before is told", () -> err.toString().contains("run again"));
    String told = yard.status(TRAIN).orElseThrow();

    yard.origin().commit(SmallYard.STATUS, Map.of(TRAIN, told.replace("rerun: 0", "rerun: 1")));

    assertThat(watch.get(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
  }

  @Test
  void fetchesFromTheClonesOwnRemoteWhateverYardTheSettingsAreOf() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    try (SmallYard other = SmallYard.in(elsewhere)) {
      other.origin().commit(SmallYard.STATUS, Map.of("trains/theirs.yaml", "kind: TrainStatus\n"));

      Said said = clone.say("status", "all", "--fetch", "--settings", other.settings().toString());
      Said after = clone.say("status", "all");

      assertThat(said.err()).contains("warning: the settings are of the yard at");
      assertThat(after.out()).contains("Succeeded");
      assertThat(after.err()).isEmpty();
    }
  }

  @Test
  void refusesToHammerTheRemote() {
    assertThat(clone.say("status", "--watch", "--every", "0s").code())
        .isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void saysWhyATrainUnderWayDoesNotGoOn() throws Exception {
    clone.forgeStatus(TRAIN, text -> inPhase(text, "Running"));

    clone.write(TRAIN, SmallYard.train("all", "suspend: true"));

    Said held = clone.say("why", "all");

    assertThat(held.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(held.out()).contains("train all: Running", "it is held", "trainyard release all");
  }

  @Test
  void saysWhatIsRefusedOfATrainUnderWay() throws Exception {
    clone.forgeStatus(
        TRAIN,
        text ->
            inPhase(text, "Running")
                .replaceFirst(
                    "conditions:",
                    """
                    conditions:
                      - type: SpecAccepted
                        status: "False"
                        reason: FieldMayNotChange
                        message: "spec.scope may not change"
                        lastTransitionTime: 2026-11-21T10:00:00Z\
                    """));

    Said said = clone.say("why", "all");

    assertThat(said.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(said.out()).contains("spec.scope may not change");
  }

  @Test
  void knowsThatWhatIsDeclaredAgainStartsAnew() throws Exception {
    clone.forgeStatus(
        TRAIN,
        text ->
            text.replaceFirst(
                "conditions:",
                """
                conditions:
                  - type: Declared
                    status: "False"
                    reason: Deleted
                    message: "its file was deleted"
                    lastTransitionTime: 2026-11-21T10:00:00Z\
                """));

    Said said = clone.say("why", "all", "--settings", yard.settings().toString());

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("train all: ").doesNotContain("Succeeded");
  }

  @Test
  void leavesARunThatIsEndedForARerunToTheController() throws Exception {
    clone.forgeStatus(TRAIN, text -> inPhase(text, "Merging"));
    clone.write(TRAIN, SmallYard.train("all", "rerun: 1"));

    assertThat(clone.say("why", "all").code()).isZero();
  }

  @Test
  void leavesATestToTheControllerThatFailedThroughNoFaultOfTheWagon() throws Exception {
    String file = "wagons/first/letters.yaml";
    clone.forgeStatus(
        file, text -> text.replaceFirst("is: Passed", "is: Failed\n      cause: Lost"));
    Said lost = clone.say("why", "wagon/first/letters");
    Said status = clone.say("status");
    clone.forgeStatus(file, text -> text.replaceFirst("cause: Lost", "cause: ExitCode"));
    Said own = clone.say("why", "wagon/first/letters");

    assertThat(lost.out()).contains("Failed (Lost)");
    assertThat(lost.code()).isZero();
    assertThat(status.out()).doesNotContain("Waits for a person");
    assertThat(own.code()).isEqualTo(ExitCode.UNFINISHED.code());
  }

  @Test
  void saysOfACommitNothingOfTheWorkingCopy() throws Exception {
    clone.write(TRAIN, SmallYard.train("all", "priority: 3"));

    assertThat(clone.say("why", "all").out()).contains("not committed");
    assertThat(clone.say("why", "all", "--at", "origin/main").out())
        .doesNotContain("not committed");
  }

  @Test
  void tellsProgramsListsAsLists() {
    Said analyses = clone.say("list", "analyses", "--output", "json");
    Said show = clone.say("show", "train/all", "--output", "json");

    assertThat(analyses.out()).contains("\"owners\" : [ \"me\" ]", "\"service\" : false");
    assertThat(clone.say("list", "analyses").out()).containsPattern("first +me +1");
    assertThat(show.out()).contains("\"line\" : ", "\"problems\" : [ ]");
  }

  @Test
  void saysThatATrainsFileHasErrorsAndNotThatItIsGone() throws Exception {
    clone.write("trains/all.yaml", SmallYard.train("all", "scoop: test"));

    Said why = clone.say("why", "all");
    Said show = clone.say("show", "all");

    assertThat(why.code()).isEqualTo(ExitCode.UNFINISHED.code());
    assertThat(why.out()).contains("its file has errors", "-> trainyard validate");
    assertThat(show.out()).contains("its file has errors").doesNotContain("gone");
  }

  @Test
  void showsASpecWholeHoweverLongItsLinesAre() throws Exception {
    String words = "word ".repeat(100).strip();
    clone.write(TRAIN, SmallYard.train("all", "description: " + words));

    assertThat(clone.say("show", "train/all").out()).contains("description: " + words);
  }

  private static String inPhase(String status, String phase) {
    return status.replaceFirst(
        "phase:\\s+is: Succeeded\\s+at: .*", "phase: {is: %s}".formatted(phase));
  }
}
