package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.json.Json;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example yard that calibrates by itself, with the settings that come with it and a SQLite run
/// catalogue that grows while the controller runs.
class CalibrationYardIT {
  private static final String SQLITE = "sqlite: {file: runs.db, query: \"SELECT * FROM runs\"}";
  private static final String TILE = "listeners/tile-energy-scan.yaml";

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    yard = CopiedYard.in(folder, "calibration");
    String settings = yard.file("tools/settings");
    Files.writeString(
        yard.settings(),
        settings
                .replace("/srv/git/yard.git", yard.origin().folder().toString())
                .replace("file: \"/data/runs.csv\"", SQLITE)
                .replace("/data", folder.resolve("inputs").toString())
                .replace("every: 10s", "every: 200ms")
            + "  poll: 200ms\n  relist: 1s\n");
    sql(
        "CREATE TABLE runs (RunNumber INTEGER PRIMARY KEY, RunType TEXT, TierZeroTag TEXT,"
            + " GainStrategy TEXT, PartitionName TEXT, DetectorMask TEXT, NotRecorded INTEGER,"
            + " CleanStop INTEGER, EndTime TEXT, L1Events INTEGER, L2Events INTEGER,"
            + " EFEvents INTEGER, RecordedEvents INTEGER)");
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void processesRunsAsTheyAreTaken() throws Exception {
    take(251003, "'cismono', 'L1CaloEnergyScan', NULL, 'ATLAS', '256'", 2000);
    take(251004, "'cismono', 'L1CaloEnergyScan', NULL, 'ATLAS', '256'", 20);
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("tile-energy-scan-251003", "Succeeded");

      String gains = "'GainOneOvEmecFcalLowEta'";
      take(251001, "'LarCalibL1Calo', 'L1CaloEnergyScan', " + gains + ", 'ATLAS', '0x1010'", 1800);
      take(251002, "'Physics', 'Pedestals', NULL, 'L1CaloTest', '4096'", 100);
      for (int run = 251010; run < 251015; run++) {
        take(run, "'Physics', 'L1CaloPprPhos4ScanPars', NULL, 'L1CaloStandalone', '4096'", 100);
      }
      yard.awaitPhase("lar-energy-scan-251001", "Succeeded");
      yard.awaitPhase("l1calo-standalone-251002", "Succeeded");
      yard.awaitPhase("l1calo-phos4-scan-251010", "Succeeded");

      assertThat(yard.status("trains/tile-energy-scan-251004.yaml")).isEmpty();
      assertThat(yard.status("listeners/tile-energy-scan.md").orElseThrow())
          .contains("Wait for validation", "251004");
      yard.commit(
          TILE, yard.file(TILE).replace("  starts:\n", "  validated: [251004]\n  starts:\n"));
      yard.awaitPhase("tile-energy-scan-251004", "Succeeded");
    }
    String order = yard.order("lar-energy-scan-251001").getFileName().toString();
    assertThat(new Store(yard.store(), new Json()).order(order).orElseThrow().meta())
        .as("what wagons are told of the run")
        .extractingByKey("runFields")
        .asString()
        .contains("251001=", "gainStrategy=GainOneOvEmecFcalLowEta", "detectors=0x1010");
    Path merged = yard.order("l1calo-phos4-scan-251010").resolve("merged/all/l1calo/ramp/ramp.csv");
    assertThat(merged).hasContent("tower,entries,energy\n1,5,50\n2,5,50\n");
  }

  /// A run of one file, as the catalogue has it when it has ended.
  ///
  /// @param kind run type, tag, gain strategy, partition and detectors
  private void take(long run, String kind, int events) throws IOException, SQLException {
    Path files = Files.createDirectories(folder.resolve("inputs/runs/" + run));
    Files.writeString(files.resolve("towers.csv"), "tower,energy\n1,10\n2,10\n");
    sql(
        "INSERT INTO runs VALUES (%d, %s, 0, 1, '2026-11-22', %d, %d, %d, %d)"
            .formatted(run, kind, events, events, events, events));
  }

  private void sql(String statement) throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("runs.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement it = connection.createStatement()) {
      it.execute("PRAGMA busy_timeout = 20000");
      it.execute(statement);
    }
  }
}
