package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a changed listener would have taken of the past.
class ReplayCommandTest {
  private static final String LISTENER = "listeners/tile-energy-scan.yaml";
  private static final String PEDESTALS = "listeners/l1calo-standalone.yaml";

  private static final String HEADING =
      "run,runType,tierZeroTag,gainStrategy,partition,detectors,recorded,cleanStop,end,levelOne,"
          + "levelTwo,eventFilter,storedEvents\n";
  private static final String SCAN = "%d,cismono,L1CaloEnergyScan,,ATLAS,0,1,1,now,9,9,9,%s\n";
  private static final String TIMING =
      "251009,Physics,L1CaloPprPhos4ScanPars,,L1CaloStandalone,0,1,1,now,9,9,9,9\n";

  @TempDir private Path folder;
  private SmallYard yard;
  private UsersClone clone;

  @BeforeEach
  void begin() throws Exception {
    yard = CopiedYard.in(folder, "calibration");
    clone = UsersClone.of(yard, folder.resolve("clone"));
    Files.writeString(
        folder.resolve("runs.csv"),
        HEADING
            + SCAN.formatted(251001, "2000")
            + SCAN.formatted(251005, "2000")
            + SCAN.formatted(251006, "20")
            + SCAN.formatted(251007, "")
            + TIMING);
  }

  @AfterEach
  void end() throws Exception {
    clone.close();
    yard.close();
  }

  @Test
  void tellsWhatIsTakenAndWhatWaits() {
    Said said = replay("tile-energy-scan", "--since", "251002");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out())
        .contains("takes: 1 run", "251005", "wait for validation: 2 runs", "251006-251007")
        .doesNotContain("251001", "newly");
  }

  @Test
  void tellsWhatAChangeTakesNewlyAndNoMore() throws IOException {
    change(LISTENER, "firstRun: 251000", "firstRun: 251002\n  validated: [251006]");

    Said said = replay("tile-energy-scan");

    assertThat(said.out())
        .containsSubsequence("takes: 2 runs", "newly: 1 run", "251006", "no more: 1 run", "251001");
  }

  @Test
  void tellsWhatWouldBeTakenTwice() throws IOException {
    change(PEDESTALS, "    tierZeroTag: {notIn: [L1CaloPprPhos4ScanPars]}\n", "");

    Said said = replay("l1calo-standalone", "--output", "json");

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.out()).contains("\"l1calo-phos4-scan\"", "251009");
  }

  @Test
  void tellsThatNothingIsTakenAndWhatCannotBeRead() {
    Said nothing = replay("tile-energy-scan", "--since", "251100");
    Said unread =
        clone.say("replay", "tile-energy-scan", "--runs", folder.resolve("none.csv").toString());

    assertThat(nothing.code()).isEqualTo(ExitCode.NOTHING.code());
    assertThat(unread.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(unread.err()).contains("its file is not there", "none.csv");
  }

  @Test
  void listsListeners() {
    Said said = clone.say("list", "listeners");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("tile-energy-scan", "l1calo-phos4-scan");
    assertThat(clone.say("list", "wagons", "--label", "topic=none").out()).doesNotContain("ramp");
  }

  private void change(String path, String from, String to) throws IOException {
    Path file = folder.resolve("clone").resolve(path);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  private Said replay(String... words) {
    String runs = folder.resolve("runs.csv").toString();
    return clone.say(
        "replay",
        Stream.concat(Stream.of(words), Stream.of("--runs", runs)).toArray(String[]::new));
  }
}
