package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two controllers with stores of their own at one yard: one works, and the other keeps still.
class TwoControllersTest {
  private static final String TRAIN = "trains/all.yaml";
  private static final String CONTROLLER = "controller.yaml";

  @TempDir private Path folder;
  private SmallYard yard;
  private Path other;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    other = folder.resolve("other.yaml");
    String settings = Files.readString(yard.settings());
    Files.writeString(
        other,
        settings.replace("work: work", "work: work2").replace("store: store", "store: store2"));
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void leavesTheYardToTheOneThatHasIt() throws Exception {
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus(CONTROLLER, "claim:");

      try (RunningController second = RunningController.start(other, quiet(TakeOver.REFUSED))) {
        assertThatThrownBy(second::awaitEnd)
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("another controller works on this yard")
            .hasMessageContaining(storeId("store"))
            .hasMessageContaining("--take-over");
      }
      yard.commit(TRAIN, SmallYard.train("all", "scope: test"));

      yard.awaitPhase("all", "Succeeded");
    }
    assertThat(yard.orders("all")).hasSize(1);
    assertThat(folder.resolve("store2/orders")).doesNotExist();
    assertThat(yard.status(CONTROLLER)).get().asString().contains(storeId("store"));
  }

  @Test
  void waitsUntilTheYardIsFree() throws Exception {
    RunningController.untilQuiet(yard.settings());
    try (RunningController _ = RunningController.start(other)) {
      yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
      String held = yard.status(CONTROLLER).orElseThrow();

      yard.origin().delete("refs/heads/" + SmallYard.STATUS);

      yard.awaitPhase("all", "Succeeded");
      assertThat(held).contains(storeId("store"));
      assertThat(yard.status(CONTROLLER)).get().asString().contains(storeId("store2"));
    }
  }

  @Test
  void stopsWritingAndStartingWhenItWasReplaced() throws Exception {
    yard.shutGate();
    yard.commit(TRAIN, SmallYard.train("all", ""));
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Running");

      try (RunningController _ = RunningController.start(other, wishes(TakeOver.ALLOWED))) {
        yard.awaitStatus(CONTROLLER, storeId("store2"));
        yard.openGate();
        yard.commit("trains/next.yaml", SmallYard.train("next", "scope: test"));

        yard.awaitPhase("next", "Succeeded");
        yard.awaitPhase("all", "Succeeded");
        yard.awaitNoTasks();
      }
      assertThat(yard.orders("next")).as("in the store of the first").isEmpty();
      assertThat(yard.isMerged("all")).as("in the store of the first").isFalse();
    }
    assertThat(yard.status(CONTROLLER)).get().asString().contains(storeId("store2"), "epoch: 2");
  }

  @Test
  void goesOnAtOnceWithTheSameStore() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", "scope: test"));
    RunningController.untilQuiet(yard.settings());
    int commits = yard.origin().commits(SmallYard.STATUS);

    RunningController.untilQuiet(yard.settings());
    int idle = yard.origin().commits(SmallYard.STATUS);
    yard.commit(TRAIN, SmallYard.train("all", "scope: test\n  rerun: 1"));
    RunningController.untilQuiet(yard.settings());

    assertThat(idle).as("a start that finds nothing to do writes nothing").isEqualTo(commits);
    assertThat(yard.orders("all")).hasSize(2);
    assertThat(yard.status(CONTROLLER)).get().asString().contains("epoch: 2");
  }

  private static Workshop.Wishes quiet(TakeOver takeOver) {
    return new Workshop.Wishes(Set.of(), takeOver, Ending.WHEN_QUIET);
  }

  private static Workshop.Wishes wishes(TakeOver takeOver) {
    return new Workshop.Wishes(Set.of(), takeOver, Ending.ON_REQUEST);
  }

  private String storeId(String store) throws IOException {
    return Files.readString(folder.resolve(store).resolve("trainyard-store")).strip();
  }
}
