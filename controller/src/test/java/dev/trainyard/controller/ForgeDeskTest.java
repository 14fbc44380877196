package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.forge.CommitCheck;
import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.forge.ForgeSettings;
import dev.trainyard.forge.Forges;
import dev.trainyard.forge.LocalForge;
import dev.trainyard.git.HttpOrigin.Behaviour;
import dev.trainyard.model.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Speaking with a forge that does not always listen. The clock stands still: what happens, happens
/// without any pause.
class ForgeDeskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final AtomicInteger news = new AtomicInteger();
  private final TestClock clock = new TestClock();
  private final YardConditions conditions = new YardConditions(clock, new Journal());
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private LocalForge local;
  private ForgeDesk desk;

  @BeforeEach
  void begin() throws IOException {
    local = LocalForge.gitHub(folder.resolve("forge"));
    local.clock(clock);
    local.account("trainyard", "t0ken");
    local.push("lab", "main", Map.of("a.yaml", "1"));
    for (String branch : List.of("one", "two", "three", "four", "five")) {
      local.push("lab", branch, Map.of("b.yaml", branch));
      local.open("ann", "lab", branch, branch);
    }
    desk =
        new ForgeDesk(
            new LedForge(
                Forges.open(
                    new ForgeSettings(
                        ForgeSettings.Kind.GITHUB,
                        local.api(),
                        LocalForge.REPOSITORY,
                        "main",
                        Optional.empty(),
                        () -> "t0ken",
                        ForgeSettings.Limits.defaults()),
                    clock),
                leads::get),
            clock,
            news::incrementAndGet);
  }

  @AfterEach
  void end() {
    desk.close();
    local.close();
  }

  @Test
  void goesOnWithTheOthersWhereOneIsLocked() {
    local.behave(refusing(403, to("POST", "/issues/1/comments")));
    look();

    desk.tell(Stream.of("1", "2", "3").map(this::message).toList());

    await().atMost(PATIENCE).until(() -> !local.comments("3").isEmpty());
    assertThat(local.comments("2")).isNotEmpty();
    assertThat(local.comments("1")).isEmpty();
    assertThat(local.checks(local.head("1"))).containsKey("trainyard/test");
    assertThat(desk.trouble()).isEmpty();
    assertThat(judged().message()).startsWith("pull request 1: ").contains("403");
    assertThat(judged().status()).isEqualTo(Condition.Truth.TRUE);
  }

  @Test
  void hearsTheOthersWhileOneIsLocked() throws IOException {
    local.behave(refusing(403, to("POST", "/issues/1/comments")));
    look();
    desk.tell(List.of(message("1")));
    await().atMost(PATIENCE).until(() -> !desk.refusals().isEmpty());

    clock.pass(Duration.ofSeconds(1)); // four before what was refused is tried again
    local.comment("2", "ann", "/hold");
    desk.look();

    await().atMost(PATIENCE).until(() -> !desk.comments("2").orElse(List.of()).isEmpty());
  }

  @Test
  void triesWhatWasRefusedAgainLater() {
    local.behave(refusing(403, to("POST", "/issues/1/comments")));
    look();
    desk.tell(List.of(message("1")));
    await().atMost(PATIENCE).until(() -> !desk.refusals().isEmpty());

    local.recover();
    clock.pass(Duration.ofMinutes(6));
    desk.look();

    await().atMost(PATIENCE).until(() -> !local.comments("1").isEmpty());
    await().atMost(PATIENCE).until(() -> desk.refusals().isEmpty());
  }

  @Test
  void readsTheOthersWhereCommentsOfOneCannotBeHad() throws IOException {
    local.comment("1", "ann", "/hold");
    local.comment("2", "ann", "/hold");
    local.behave(refusing(500, to("GET", "/issues/1/comments")));

    look();

    assertThat(desk.open().orElseThrow()).hasSize(5);
    assertThat(desk.comments("1")).isEmpty();
    assertThat(desk.comments("2").orElseThrow()).hasSize(1);
    assertThat(desk.refusals()).containsOnlyKeys("1");
    assertThat(desk.trouble()).isEmpty();
  }

  @Test
  void showsTheCommentWhereAStatusIsRefused() {
    local.behave(refusing(422, to("POST", "/statuses/" + local.head("1"))));
    look();

    desk.tell(List.of(message("1")));

    await().atMost(PATIENCE).until(() -> !local.comments("1").isEmpty());
    await().atMost(PATIENCE).until(() -> desk.refusals().containsKey("1"));
  }

  @Test
  void takesBackWhatWasShownOfANewsThatIsNoMore() {
    look();
    desk.tell(List.of(message("1")));
    await().atMost(PATIENCE).until(() -> !local.comments("1").isEmpty());
    local.behave(refusing(422, exchange -> exchange.getRequestMethod().equals("PATCH")));
    desk.tell(List.of(message("1", State.SUCCESS, "all is well")));
    await().atMost(PATIENCE).until(() -> desk.refusals().containsKey("1"));
    assertThat(local.checks(local.head("1"))).containsEntry("trainyard/test", "success");

    desk.tell(List.of(message("1")));
    clock.pass(Duration.ofMinutes(6));
    desk.look();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(local.checks(local.head("1")))
                    .containsEntry("trainyard/test", "pending"));
  }

  @Test
  void leavesTheForgeAloneWhereItAnswersNobody() {
    local.behave(refusing(500, it -> it.getRequestURI().getPath().endsWith("/comments")));

    desk.look();

    await().atMost(PATIENCE).until(() -> desk.trouble().isPresent());
    assertThat(desk.open().orElseThrow()).hasSize(5);
    assertThat(local.calls())
        .filteredOn(it -> it.path().endsWith("/comments"))
        .hasSize(3); // of five
    assertThat(judged().status()).isEqualTo(Condition.Truth.FALSE);
  }

  @Test
  void tellsNothingWithoutTheLead() {
    look();
    leads.set(false);

    desk.tell(List.of(message("1")));

    await().atMost(PATIENCE).until(() -> desk.trouble().isPresent());
    assertThat(desk.trouble().orElseThrow()).contains("does not lead any more");
    assertThat(local.comments("1")).isEmpty();
    assertThat(local.checks(local.head("1"))).isEmpty();
    leads.set(true);
    clock.pass(Duration.ofSeconds(6));
    desk.look();
    await().atMost(PATIENCE).until(() -> !local.comments("1").isEmpty());
  }

  @Test
  void catchesUpWhenTheForgeIsBack() {
    local.behave(refusing(502, _ -> true));
    desk.look();
    await().atMost(PATIENCE).until(() -> desk.trouble().isPresent());
    assertThat(desk.open()).isEmpty();

    desk.tell(List.of(message("1")));
    local.recover();
    clock.pass(Duration.ofSeconds(6));
    desk.look();

    await().atMost(PATIENCE).until(() -> !local.comments("1").isEmpty());
    await().atMost(PATIENCE).until(() -> desk.trouble().isEmpty());
    assertThat(news.get()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void tellsWhatItWasToTellBeforeItHadLooked() {
    desk.tell(List.of(message("1")));

    look();

    await().atMost(PATIENCE).until(() -> !local.comments("1").isEmpty());
  }

  @Test
  void isQuietWhenAllIsTold() {
    assertThat(isQuiet()).isFalse();
    look();
    await().atMost(PATIENCE).until(this::isQuiet);

    desk.tell(List.of(message("1"), message("2")));

    await().atMost(PATIENCE).until(this::isQuiet);
    assertThat(local.comments("1")).isNotEmpty();
    assertThat(local.comments("2")).isNotEmpty();
  }

  @Test
  void isQuietOverWhatIsRefusedForGood() {
    local.behave(refusing(403, to("POST", "/issues/1/comments")));
    look();

    desk.tell(List.of(message("1")));

    await().atMost(PATIENCE).until(this::isQuiet);
    assertThat(judged().message()).contains("pull request 1");
  }

  @Test
  void waitsForAForgeThatIsAwayButNotForEver() {
    local.behave(refusing(502, _ -> true));
    desk.look();

    for (int attempt = 1; attempt <= 4; attempt++) {
      int attempts = attempt;
      await().atMost(PATIENCE).until(() -> local.calls().size() >= attempts);
      await().atMost(PATIENCE).until(() -> judged().message().contains("502"));
      assertThat(attempt < 4 && isQuiet()).as("attempt " + attempt).isFalse();
      clock.pass(Duration.ofMinutes(1));
      desk.look();
    }

    await().atMost(PATIENCE).until(this::isQuiet);
  }

  @Test
  void waitsForNobodyWhoRefusesTheTokenOrWantsToBeLeftAloneForLong() {
    local.limit(0, Instant.now().plusSeconds(3_000));
    desk.look();
    await().atMost(PATIENCE).until(this::isQuiet);
    assertThat(judged().message()).contains("rate limit");

    local.recover();
    local.expire("t0ken");
    clock.pass(Duration.ofHours(1));
    desk.look();
    await().atMost(PATIENCE).until(() -> judged().message().contains("token"));
    assertThat(isQuiet()).isTrue();
  }

  private void look() {
    desk.look();
    await().atMost(PATIENCE).until(() -> desk.open().isPresent());
  }

  private boolean isQuiet() {
    judged();
    return desk.isQuiet();
  }

  private Condition judged() {
    desk.judge(conditions);
    return conditions.all().stream()
        .findFirst()
        .orElseGet(
            () -> new Condition("", Condition.Truth.UNKNOWN, "NotJudged", "", clock.instant()));
  }

  private static Predicate<HttpExchange> to(String method, String end) {
    return exchange ->
        exchange.getRequestMethod().equals(method)
            && exchange.getRequestURI().getPath().endsWith(end);
  }

  private static Behaviour refusing(int status, Predicate<HttpExchange> what) {
    return (exchange, _) -> {
      boolean refused = what.test(exchange);
      if (refused) {
        exchange.sendResponseHeaders(status, -1);
      }
      return refused;
    };
  }

  private ForgeMessage message(String pull) {
    return message(pull, State.PENDING, "2 wagons wait");
  }

  private ForgeMessage message(String pull, State state, String what) {
    CommitCheck check = new CommitCheck(local.head(pull), "trainyard/test", state, what);
    return new ForgeMessage(pull, "Preview of " + pull + ": " + what, List.of(check));
  }
}
