package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.controller.ForgeDesk.Message;
import dev.trainyard.forge.CommitCheck;
import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.forge.ForgeSettings;
import dev.trainyard.forge.Forges;
import dev.trainyard.forge.LocalForge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Speaking with a forge that does not always listen.
class ForgeDeskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final AtomicInteger news = new AtomicInteger();
  private LocalForge local;
  private ForgeDesk desk;

  @BeforeEach
  void begin() throws IOException {
    local = LocalForge.gitHub(folder.resolve("forge"));
    local.account("trainyard", "t0ken");
    local.push("lab", "main", Map.of("a.yaml", "1"));
    for (String branch : List.of("one", "two")) {
      local.push("lab", branch, Map.of("b.yaml", branch));
      local.open("ann", "lab", branch, branch);
    }
    desk =
        new ForgeDesk(
            Forges.open(
                new ForgeSettings(
                    ForgeSettings.Kind.GITHUB,
                    local.api(),
                    LocalForge.REPOSITORY,
                    "main",
                    () -> "t0ken",
                    ForgeSettings.Limits.defaults()),
                InstantSource.system()),
            InstantSource.system(),
            news::incrementAndGet);
  }

  @AfterEach
  void end() {
    desk.close();
    local.close();
  }

  @Test
  void showsTheOthersWhatOneRefuses() {
    local.behave(
        (exchange, _) -> {
          boolean locked =
              exchange.getRequestMethod().equals("POST")
                  && exchange.getRequestURI().getPath().endsWith("/issues/1/comments");
          if (locked) {
            exchange.sendResponseHeaders(403, -1);
          }
          return locked;
        });
    desk.look();
    await().atMost(PATIENCE).until(() -> desk.open().isPresent());

    desk.tell(List.of(message("1"), message("2")));

    await().atMost(PATIENCE).until(() -> !local.comments("2").isEmpty());
    assertThat(local.comments("1")).isEmpty();
    assertThat(local.checks(local.head("1"))).containsKey("trainyard/test");
  }

  @Test
  void catchesUpWhenTheForgeIsBack() {
    local.behave(
        (exchange, _) -> {
          exchange.sendResponseHeaders(502, -1);
          return true;
        });
    desk.look();
    await().atMost(PATIENCE).until(() -> desk.trouble().isPresent());
    assertThat(desk.open()).isEmpty();

    desk.tell(List.of(message("1")));
    local.recover();

    await().atMost(PATIENCE).until(() -> !local.comments("1").isEmpty());
    await().atMost(PATIENCE).until(() -> desk.trouble().isEmpty());
    assertThat(news.get()).isGreaterThanOrEqualTo(2);
  }

  private Message message(String pull) {
    CommitCheck check =
        new CommitCheck(local.head(pull), "trainyard/test", State.PENDING, "2 wagons wait");
    return new Message(pull, "Preview of " + pull, List.of(check));
  }
}
