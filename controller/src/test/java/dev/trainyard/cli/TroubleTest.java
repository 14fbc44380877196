package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.git.HttpOrigin;
import dev.trainyard.model.CommitId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a controller does when something is wrong: with a commit, the status branch, the remote,
/// the store, or when there is another one.
class TroubleTest {
  private static final String TRAIN = "trains/all.yaml";
  private static final String WAGON = "analyses/first/wagons/letters.yaml";
  private static final String CONTROLLER = "controller.yaml";

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void asksTheRemoteOnceAndWritesNothingWhenNothingMoves() throws Exception {
    try (HttpOrigin http = new HttpOrigin(folder)) {
      yard.settings(http.url());
      try (RunningController _ = RunningController.start(yard.settings())) {
        yard.awaitStatus("README.md", "small");
        SmallYard.awaitThat("counts are written", () -> isStill(http));
        int commits = yard.origin().commits(SmallYard.STATUS);
        http.forget();

        SmallYard.awaitThat("five polls", () -> listings(http) >= 5);

        List<HttpOrigin.Request> requests = http.requests();
        assertThat(requests).noneMatch(r -> r.path().contains("receive-pack"));
        assertThat(requests.size()).as("one listing is two requests").isLessThanOrEqualTo(12);
        assertThat(yard.origin().commits(SmallYard.STATUS)).isEqualTo(commits);
      }
    }
  }

  private static boolean isStill(HttpOrigin http) {
    http.forget();
    SmallYard.awaitThat("three polls", () -> listings(http) >= 3);
    return http.requests().stream().noneMatch(r -> r.path().contains("receive-pack"));
  }

  private static long listings(HttpOrigin http) {
    return http.requests().stream().filter(r -> r.path().endsWith("info/refs")).count();
  }

  @Test
  void goesOnWithTheLastValidVersionOfABrokenFile() throws Exception {
    String valid = yard.file(WAGON);
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.commit(
          Map.of(WAGON, valid + "  colour: red\n", TRAIN, SmallYard.train("all", "scope: test")));

      yard.awaitStatus(CONTROLLER, "colour");
      yard.awaitPhase("all", "Succeeded");

      assertThat(yard.status("README.md")).get().asString().contains(WAGON + ":");
      assertThat(yard.status(CONTROLLER)).get().asString().contains("problemCount: 1");

      yard.commit(WAGON, valid);

      yard.awaitStatus(CONTROLLER, "problemCount: 0");
      yard.awaitNoStatus("README.md", "colour");
    }
  }

  @Test
  void tellsThatAnEngineRefusesAWagonAndComesToRest() throws Exception {
    String wagon = yard.file(WAGON).replace("200Mi", "900Gi");
    yard.commit(Map.of(WAGON, wagon, TRAIN, SmallYard.train("all", "scope: test")));

    RunningController.untilQuiet(yard.settings());

    assertThat(yard.status("wagons/first/letters.yaml"))
        .get()
        .asString()
        .contains("is: Failed", "ActionRefused", "900Gi");
    assertThat(yard.status(TRAIN)).get().asString().contains("is: Blocked", "900Gi");
  }

  @Test
  void failsATrainWhoseWagonsTogetherAreMoreThanTheEngineHas() throws Exception {
    String count =
        "command: [awk, 'END { print \"letter,count\" > ENVIRON[\"TRAINYARD_OUTPUT\"]"
            + " \"/letters.csv\" }']";
    String wagon = yard.file(WAGON).replace("200Mi", "600Mi").replaceFirst("command: .*", count);
    String stream = wagon + "  input: stream\n";
    String other = "analyses/first/wagons/other.yaml";
    String both = SmallYard.train("all", "").replace("letters]", "letters, first/other]");
    yard.commit(
        Map.of(WAGON, stream, other, stream.replace("name: letters", "name: other"), TRAIN, both));

    RunningController.untilQuiet(yard.settings());

    assertThat(yard.status("wagons/first/other.yaml")).get().asString().contains("is: Passed");
    assertThat(yard.status(TRAIN))
        .get()
        .asString()
        .contains("is: Failed", "ActionRefused", "1200Mi");
  }

  @Test
  void triesAgainWithinItsLimitsWhatTheEngineCanNotGiveMore() throws Exception {
    String wagon = yard.file(WAGON).replace("200Mi", "600Mi").replace("time: 1m", "time: 1s");
    yard.shutGate();
    yard.commit(
        Map.of(WAGON, wagon, TRAIN, SmallYard.train("all", "retry: {resources: 1, backoff: 1s}")));

    RunningController.untilQuiet(yard.settings());

    assertThat(yard.status(TRAIN))
        .get()
        .asString()
        .contains("is: Failed", "JobsFailed", "OverTime")
        .doesNotContain("ActionRefused");
  }

  @Test
  void writesStatusFilesAnewThatSomebodyElseChanged() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
    RunningController.untilQuiet(yard.settings());
    Map<String, String> before = yard.origin().files(SmallYard.STATUS);
    yard.origin().commit(SmallYard.STATUS, Map.of(TRAIN, "kind: {{{", CONTROLLER, "a: 1\n"));

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Succeeded");
      yard.awaitStatus(CONTROLLER, "observedCommit");
      Map<String, String> edits = new HashMap<>();
      before.keySet().forEach(path -> edits.put(path, "edited\n"));
      yard.origin().commit(SmallYard.STATUS, edits);

      SmallYard.awaitThat(
          "all files are back",
          () -> !yard.origin().files(SmallYard.STATUS).containsValue("edited\n"));
    }

    assertThat(yard.orders("all")).hasSize(1);
    assertThat(yard.order("all").resolve("jobs/0/result.json")).exists();
    assertThat(yard.status("wagons/first/letters.yaml"))
        .get()
        .isEqualTo(before.get("wagons/first/letters.yaml"));
  }

  @Test
  void bringsADeletedStatusBranchBack() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
    RunningController.untilQuiet(yard.settings());
    Map<String, String> before = yard.origin().files(SmallYard.STATUS);
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.commit("unread.txt", "x");
      String moved = yard.origin().at(SmallYard.MAIN).orElseThrow().hex();
      yard.awaitStatus(CONTROLLER, moved);

      yard.origin().delete("refs/heads/" + SmallYard.STATUS);

      SmallYard.awaitThat("it is back", () -> yard.origin().at(SmallYard.STATUS).isPresent());
    }
    assertThat(yard.origin().files(SmallYard.STATUS)).containsOnlyKeys(before.keySet());
    assertThat(yard.status(TRAIN)).get().isEqualTo(before.get(TRAIN));
  }

  @Test
  void stopsAtARewrittenHistoryUntilItIsAccepted() throws Exception {
    CommitId first = yard.origin().at(SmallYard.MAIN).orElseThrow();
    yard.commit("unread.txt", "x");
    CommitId rewritten;
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus(CONTROLLER, yard.origin().at(SmallYard.MAIN).orElseThrow().hex());

      yard.origin().reset(SmallYard.MAIN, first);
      rewritten = yard.commit(TRAIN, SmallYard.train("all", "scope: test"));

      yard.awaitStatus(CONTROLLER, "--accept-history " + rewritten.hex());
      assertThat(yard.status(TRAIN)).isEmpty();
    }

    yard.commit("unread.txt", "main moves on before it is accepted");
    Workshop.Wishes accepted =
        new Workshop.Wishes(Set.of(rewritten.hex()), TakeOver.REFUSED, Ending.WHEN_QUIET);
    try (RunningController controller = RunningController.start(yard.settings(), accepted)) {
      controller.awaitEnd();
    }

    assertThat(yard.status(TRAIN)).get().asString().contains("is: Succeeded");
    assertThat(yard.status(CONTROLLER)).get().asString().doesNotContain("HistoryRewritten");
  }

  @Test
  void goesOnWithWhatItKnowsWhileThereIsNoMainBranch() throws Exception {
    yard.shutGate();
    CommitId main = yard.commit(TRAIN, SmallYard.train("all", ""));
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Running");

      yard.origin().delete("refs/heads/" + SmallYard.MAIN);
      yard.awaitStatus(CONTROLLER, "NoMainBranch");
      yard.openGate();

      yard.awaitPhase("all", "Succeeded");

      yard.origin().reset(SmallYard.MAIN, main);

      yard.awaitNoStatus(CONTROLLER, "NoMainBranch");
    }
  }

  @Test
  void decidesNothingWhileTheStoreIsAway() throws Exception {
    Path away = folder.resolve("away");
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus(CONTROLLER, "small");
      Files.move(yard.store(), away);

      CommitId commit = yard.commit(TRAIN, SmallYard.train("all", "scope: test"));

      yard.awaitStatus(CONTROLLER, "StoreUnreachable");
      yard.awaitStatus(CONTROLLER, commit.hex());
      assertThat(yard.store()).doesNotExist();

      Files.move(away, yard.store());

      yard.awaitPhase("all", "Succeeded");
      yard.awaitNoStatus(CONTROLLER, "StoreUnreachable");
    }
  }

  @Test
  void goesOnWhileTheRemoteIsAwayAndWritesTheStatusLater() throws Exception {
    yard.shutGate();
    yard.commit(TRAIN, SmallYard.train("all", ""));
    try (HttpOrigin http = new HttpOrigin(folder)) {
      yard.settings(http.url());
      try (RunningController _ = RunningController.start(yard.settings())) {
        yard.awaitPhase("all", "Running");
        http.goAway();
        yard.openGate();

        SmallYard.awaitThat("outputs are merged", () -> yard.isMerged("all"));
        http.comeBack();

        yard.awaitPhase("all", "Succeeded");
      }
    }
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
  }

  @Test
  void refusesASecondControllerOnTheSameStore() throws Exception {
    try (RunningController _ = RunningController.start(yard.settings())) {
      Said second = run();

      assertThat(second.code()).isEqualTo(3);
      assertThat(second.text()).contains("another controller", yard.store().toString());
    }
  }

  @Test
  void refusesASecondControllerOnTheSameWorkFolder() throws Exception {
    try (RunningController _ = RunningController.start(yard.settings())) {
      String other = Files.readString(yard.settings()).replace("store: store", "store: other");
      Files.writeString(yard.settings(), other);

      Said second = run();

      assertThat(second.code()).isEqualTo(3);
      assertThat(second.text()).contains("in use", folder.resolve("work").toString());
    }
  }

  private record Said(int code, String text) {}

  private Said run() {
    StringWriter text = new StringWriter();
    int code =
        Main.commandLine()
            .setErr(new PrintWriter(text, true))
            .execute("run", "--settings", yard.settings().toString());
    return new Said(code, text.toString());
  }
}
