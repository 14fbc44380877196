package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A yard that listens to a SQLite run catalogue which grows, is corrected and goes away while the
/// controller runs.
class RunListenerIT {
  private static final String STATUS = "listeners/scans.yaml";

  @TempDir private Path folder;

  @Test
  void processesEachRunOnceHoweverItComesAndGoes() throws Exception {
    try (ListenerYard listening = ListenerYard.in(folder, "");
        RunningController _ = RunningController.start(listening.yard().settings())) {
      SmallYard yard = listening.yard();
      listening.take(12, "scan", "5000");
      listening.take(13, "other", "5000");
      yard.awaitPhase("scans-12", "Succeeded");
      assertThat(yard.merged("scans-12")).isEqualTo("letter,count\na,12\n");

      lateRunWithALowerNumber(listening);
      runOfFewEventsWaitsForValidation(listening);
      unknownCountIsNotZero(listening);
      correctedTagIsFound(listening);
      removedRunIsTold(listening);
      catalogueThatIsLockedHoldsUpNothing(listening);
      catalogueThatIsGoneIsTold(listening);

      for (long run : new long[] {11, 12, 13, 14, 15}) {
        assertThat(yard.orders("scans-" + run)).as("run " + run).hasSize(1);
      }
    }
  }

  /// Number 8 of the negative tests: late-completed run with a lower number is found.
  private static void lateRunWithALowerNumber(ListenerYard listening) throws Exception {
    listening.take(11, "scan", "5000");

    listening.yard().awaitPhase("scans-11", "Succeeded");
    assertThat(listening.yard().status(STATUS).orElseThrow()).contains("11-12");
  }

  private static void runOfFewEventsWaitsForValidation(ListenerYard listening) throws Exception {
    SmallYard yard = listening.yard();
    listening.take(14, "scan", "7");
    yard.awaitStatus("listeners/scans.md", "Wait for validation");
    assertThat(yard.status("trains/scans-14.yaml")).isEmpty();

    yard.commit(ListenerYard.LISTENER, ListenerYard.listener("validated: [14]\n", ""));

    yard.awaitPhase("scans-14", "Succeeded");
  }

  /// Number 11 of the negative tests: unknown event count is not zero.
  private static void unknownCountIsNotZero(ListenerYard listening) throws Exception {
    SmallYard yard = listening.yard();
    listening.take(15, "scan", "NULL");
    yard.awaitStatus(STATUS, "- events");
    assertThat(yard.status("trains/scans-15.yaml")).isEmpty();

    listening.runs().execute("UPDATE runs SET events = 5000 WHERE run = 15");

    yard.awaitPhase("scans-15", "Succeeded");
  }

  private static void correctedTagIsFound(ListenerYard listening) throws Exception {
    listening.runs().execute("UPDATE runs SET tag = 'scan' WHERE run = 13");

    listening.yard().awaitPhase("scans-13", "Succeeded");
  }

  private static void removedRunIsTold(ListenerYard listening) throws Exception {
    listening.runs().execute("DELETE FROM runs WHERE run = 12");

    listening.yard().awaitStatus(STATUS, "run 12 started something");
    listening.yard().awaitPhase("scans-12", "Succeeded");
  }

  private static void catalogueThatIsLockedHoldsUpNothing(ListenerYard listening) throws Exception {
    SmallYard yard = listening.yard();
    try (Connection writer = listening.runs().open();
        Statement statement = writer.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      statement.execute("INSERT INTO runs VALUES (90, 'other', 1)");
      yard.awaitStatus(STATUS, "SourceLocked");

      yard.commit("trains/words.yaml", SmallYard.train("words", "scope: test"));
      yard.awaitPhase("words", "Succeeded");
      statement.execute("ROLLBACK");
    }
    yard.awaitNoStatus(STATUS, "SourceLocked");
  }

  private void catalogueThatIsGoneIsTold(ListenerYard listening) throws Exception {
    Path file = listening.runs().file();
    Path away = folder.resolve("away.db");
    Files.move(file, away);
    listening.yard().awaitStatus(STATUS, "SourceGone");
    assertThat(listening.yard().status(STATUS).orElseThrow()).contains("11 13-15");

    Files.move(away, file);

    listening.yard().awaitNoStatus(STATUS, "SourceGone");
  }

  @Test
  void makesOneTrainOfABatch() throws Exception {
    try (ListenerYard listening = ListenerYard.in(folder, "batch: {runs: 3, after: 1h}\n")) {
      for (long run = 10; run < 15; run++) {
        listening.take(run, "scan", "5000");
      }
      SmallYard yard = listening.yard();
      try (RunningController _ = RunningController.start(yard.settings())) {
        yard.awaitPhase("scans-10", "Succeeded");
        assertThat(yard.merged("scans-10")).isEqualTo("letter,count\na,33\n");
        assertThat(yard.status("trains/scans-13.yaml")).isEmpty();

        yard.commit(
            ListenerYard.LISTENER, ListenerYard.listener("", "batch: {runs: 2, after: 1h}\n"));

        yard.awaitPhase("scans-13", "Succeeded");
        assertThat(yard.merged("scans-13")).isEqualTo("letter,count\na,27\n");
      }
    }
  }

  /// Batches that were closed by their age would be made otherwise today.
  @Test
  void runsNothingTwiceWhenTheStatusBranchIsLost() throws Exception {
    String batch = "batch: {runs: 3, after: 1s}\n";
    try (ListenerYard listening = ListenerYard.in(folder, batch)) {
      SmallYard yard = listening.yard();
      try (RunningController _ = RunningController.start(yard.settings())) {
        takeTogether(listening, 12, 14);
        yard.awaitPhase("scans-12", "Succeeded");
        takeTogether(listening, 11, 13);
        yard.awaitPhase("scans-11", "Succeeded");
      }
      List<Path> orders = orders(yard);
      assertThat(orders).hasSize(2);
      yard.origin().delete("refs/heads/" + SmallYard.STATUS);
      Files.move(folder.resolve("work"), folder.resolve("work-before"));

      try (RunningController _ = RunningController.start(yard.settings())) {
        yard.awaitPhase("scans-11", "Succeeded");
        yard.awaitPhase("scans-12", "Succeeded");
        listening.take(15, "scan", "5000");
        yard.awaitPhase("scans-15", "Succeeded");
      }

      assertThat(orders(yard)).hasSize(orders.size() + 1).containsAll(orders);
    }
  }

  private static void takeTogether(ListenerYard listening, long one, long other) throws Exception {
    listening.take(one, "later", "5000");
    listening.take(other, "later", "5000");
    listening.runs().execute("UPDATE runs SET tag = 'scan' WHERE tag = 'later'");
  }

  private static List<Path> orders(SmallYard yard) throws IOException {
    List<Path> orders = new ArrayList<>();
    for (int run = 10; run < 20; run++) {
      orders.addAll(yard.orders("scans-" + run));
    }
    return orders;
  }
}
