package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.wagon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real controller, killed with SIGKILL after everything that happens to pull requests: what is
/// said in the end is the same, no test was made twice, and none is left behind. The same kills
/// again with `-Dkills.seed=...`, more of them with `-Dkills=100`.
class KilledPullsIT {
  private static final String LETTERS = "analyses/first/wagons/letters.yaml";
  private static final long SEED = Long.getLong("kills.seed", System.nanoTime());

  /// Kills after each of the six things that happen.
  private static final int EACH = Math.max(1, Integer.getInteger("kills", 12) / 12);

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final List<Process> controllers = new ArrayList<>();
  private SmallYard yard;
  private int killed;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
  }

  @AfterEach
  void end() throws Exception {
    controllers.forEach(Process::destroyForcibly);
    yard.close();
  }

  @Test
  void saysTheSameInTheEndHoweverOftenTheControllerIsKilled() throws Exception {
    push("refs/heads/pull/own", Map.of(LETTERS, letters(301)));
    push("refs/heads/pull/broken", Map.of("analyses/first/wagons/broken.yaml", broken()));
    killAgainAndAgain();
    CommitId strange = push("refs/pull/7/head", Map.of(LETTERS, letters(302)));
    killAgainAndAgain();
    push("refs/heads/pull/own", Map.of(LETTERS, letters(303)));
    killAgainAndAgain();
    yard.origin().set("refs/trainyard/approvals/" + strange.hex(), strange);
    killAgainAndAgain();
    runUntilQuiet();
    yard.commit(LETTERS, letters(302));
    yard.origin().delete("refs/pull/7/head");
    killAgainAndAgain();
    yard.origin().delete("refs/heads/pull/own");
    killAgainAndAgain();

    runUntilQuiet();

    assertThat(killed).as("kills that met a living controller; %s", seed()).isPositive();
    assertThat(yard.status("pulls/own.yaml")).as("it is closed; %s", seed()).isEmpty();
    assertThat(yard.status("pulls/7.yaml")).as("it is merged; %s", seed()).isEmpty();
    assertThat(yard.status("pulls/broken.yaml")).get().asString().contains("reason: TestFailed");
    assertThat(yard.status("wagons/first/letters.yaml")).get().asString().contains("is: Passed");
    yard.awaitNoTasks();
    assertThat(orders("test.")).as("main found the result; %s", seed()).isEmpty();
    assertThat(orders("pull.")).as("one a content; %s", seed()).hasSizeBetween(3, 4);
    assertThat(orders("pull."))
        .filteredOn(order -> Files.exists(order.resolve("jobs/0")))
        .as("no test that passed was tried twice; %s", seed())
        .isNotEmpty()
        .allSatisfy(order -> assertThat(order.resolve("attempts")).doesNotExist());
  }

  private static String letters(int memory) {
    return wagon("letters", "merge: {sum: {keys: [letter]}}").replace("200Mi", memory + "Mi")
        + "  enabledOn: [{dataset: words, mode: always}]\n";
  }

  private static String broken() {
    return wagon("broken", "merge: {sum: {keys: [letter]}}").replace("[sh, ", "[\"false\", ")
        + "  enabledOn: [{dataset: words, mode: always}]\n";
  }

  /// As forges show it: anybody's commit, on top of main as it is.
  private CommitId push(String ref, Map<String, String> files) throws IOException {
    CommitId main = yard.origin().at(SmallYard.MAIN).orElseThrow();
    yard.origin().set("refs/heads/scratch", main);
    CommitId head = yard.origin().commit("scratch", files);
    yard.origin().delete("refs/heads/scratch");
    yard.origin().set(ref, head);
    return head;
  }

  private void killAgainAndAgain() throws Exception {
    for (int kill = 0; kill < EACH; kill++) {
      Process controller = controller();
      boolean over = controller.waitFor(800 + random.nextInt(2200), TimeUnit.MILLISECONDS);
      controller.destroyForcibly().waitFor();
      killed += over ? 0 : 1;
    }
  }

  private void runUntilQuiet() throws Exception {
    Process controller = controller();
    assertThat(controller.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ends; %s", seed())
        .isTrue();
    assertThat(controller.exitValue()).as(this::log).isZero();
  }

  private Process controller() throws IOException {
    Process started =
        ControllerProcess.start(yard.settings(), folder.resolve("log"), "--until-quiet");
    controllers.add(started);
    return started;
  }

  private List<Path> orders(String prefix) throws IOException {
    try (Stream<Path> orders = Files.list(yard.store().resolve("orders"))) {
      return orders.filter(order -> order.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static String seed() {
    return "-Dkills.seed=" + SEED;
  }

  private String log() {
    try {
      return seed() + "\n" + Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
