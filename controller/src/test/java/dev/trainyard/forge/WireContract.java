package dev.trainyard.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.forge.ForgeSettings.Limits;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What becomes of a forge's refusals and oddities, and of the token.
abstract class WireContract extends ForgeCase {
  private static final CommitId UNKNOWN = new CommitId("1".repeat(40));

  @Test
  void comesBackWhenTheRateAllowsIt() throws IOException {
    pull("ann", "mass");
    local.limit(1, Instant.now().plusSeconds(600));
    Optional<Instant> notBefore = untilLimited();
    local.forgetCalls();

    ForgeException refused = refused(forge::open);

    assertThat(notBefore.orElseThrow()).isBetween(now.plusSeconds(590), now.plusSeconds(620));
    assertThat(refused.retryable()).isTrue();
    assertThat(refused.notBefore()).isEqualTo(notBefore);
    assertThat(local.calls()).isEmpty(); // not even asked
    local.recover();
    wait(Duration.ofMinutes(11));
    assertThat(forge.open()).hasSize(1);
  }

  private Optional<Instant> untilLimited() {
    for (int i = 0; i < 3; i++) {
      ForgeException refused = refused(forge::open);
      if (refused != null) {
        return refused.notBefore();
      }
    }
    return Optional.empty();
  }

  @Test
  void obeysRetryAfter() throws IOException {
    local.behave(WireFaults.answer(429, Map.of("Retry-After", "77"), "{}"));

    ForgeException refused = refused(forge::open);

    assertThat(refused.notBefore()).contains(now.plusSeconds(77));
  }

  @Test
  void tellsTroubleThatPassesFromTroubleThatStays() throws IOException {
    for (int status : new int[] {500, 502, 503, 504}) {
      local.behave(WireFaults.answer(status, Map.of(), "<html>down</html>"));
      assertThat(refused(forge::open))
          .satisfies(e -> assertThat(e.retryable()).isTrue())
          .hasMessageContaining("HTTP " + status);
    }
    local.behave(WireFaults.answer(403, Map.of(), "{\"message\":\"Resource not accessible\"}"));
    assertThat(refused(forge::open))
        .satisfies(e -> assertThat(e.retryable()).isFalse())
        .hasMessageContaining("the token may not do this");
  }

  @Test
  void asksOncePerCallWhateverHappens() throws IOException {
    local.behave(WireFaults.answer(503, Map.of(), ""));
    refuses(forge::open);
    local.behave(WireFaults.hangUp());
    refuses(forge::open);

    assertThat(local.calls())
        .hasSizeLessThanOrEqualTo(3); // Java's client may open a second connection
  }

  @Test
  void readsTheTokenAnew() throws IOException {
    pull("ann", "mass");
    forge.open();
    local.expire(TOKEN);
    local.account("trainyard", "renewed-11");

    ForgeException refused = refused(forge::open);
    assertThat(refused)
        .hasMessageContaining("expired")
        .hasMessageContaining("spec.forge.token")
        .satisfies(e -> assertThat(e.retryable()).isFalse());

    Files.writeString(tokenFile, "renewed-11");
    assertThat(forge.open()).hasSize(1);
  }

  @Test
  void doesNotSendATokenAgainThatWasRefused() throws IOException {
    pull("ann", "mass");
    local.expire(TOKEN);
    refuses(forge::open);
    local.forgetCalls();

    assertThat(refused(forge::open)).hasMessageContaining("expired");
    Files.writeString(tokenFile, ""); // is being written
    assertThat(refused(forge::open).concernsAll()).isTrue();
    assertThat(local.calls()).isEmpty();

    Files.writeString(tokenFile, TOKEN);
    local.account("trainyard", TOKEN); // it was a mistake
    wait(Duration.ofMinutes(2));
    assertThat(forge.open()).hasSize(1);
  }

  @Test
  void asksForNoCommentsThatAreTooManyAgainAtOnce() throws IOException {
    String number = pull("ann", "mass");
    for (int i = 0; i < 101; i++) {
      local.comment(number, "eve", "more");
    }
    forge.close();
    forge = connect(new Limits(Duration.ofSeconds(30), 16 << 20, 1));
    PullRequest pull = only();
    assertThat(refused(() -> forge.comments(pull)).concernsAll()).isFalse();
    local.forgetCalls();

    assertThat(refused(() -> forge.comments(pull))).hasMessageContaining("after 1 pages");

    assertThat(local.calls()).isEmpty();
  }

  @Test
  void saysThatNobodyIsThere() {
    local.close();

    assertThat(refused(forge::open))
        .hasMessageContaining("nothing answers at its address")
        .satisfies(e -> assertThat(e.retryable()).isTrue());
  }

  @Test
  void saysThatThereIsNoSuchHost() throws IOException {
    ForgeSettings nowhere =
        new ForgeSettings(
            kind(),
            URI.create("https://no-such-host.invalid"),
            LocalForge.REPOSITORY,
            "main",
            Optional.empty(),
            () -> TOKEN,
            Limits.defaults());

    try (Forge lost = Forges.open(nowhere, () -> now)) {
      assertThat(refused(lost::open)).hasMessageContaining("its name is not known");
    }
  }

  @Test
  void goesOnAtOnceWithANewToken() throws IOException {
    CommitId head = local.head(pull("ann", "mass"));
    CommitCheck check = new CommitCheck(head, "trainyard/test", State.PENDING, "waits");
    local.expire(TOKEN);
    assertThat(refused(() -> forge.report(check)).concernsAll()).isTrue();

    Files.writeString(tokenFile, "renewed-12");
    local.account("trainyard", "renewed-12");
    forge.report(check);

    assertThat(local.reports(head)).hasSize(1);
  }

  @Test
  void saysThatTheTokenCannotBeRead() throws IOException {
    Files.delete(tokenFile);
    assertThat(refused(forge::open)).hasMessageContaining("token cannot be read");

    Files.writeString(tokenFile, "two words");
    assertThat(refused(forge::open))
        .hasMessageContaining("one line without spaces")
        .hasMessageNotContaining("two");
  }

  @Test
  void neverTellsTheToken() throws IOException {
    local.behave(WireFaults.answer(422, Map.of(), "{\"message\":\"you sent " + TOKEN + "\"}"));

    ForgeException refused = refused(forge::open);

    assertThat(refused).hasStackTraceContaining("you sent ***");
    assertThat(WireFaults.stackTrace(refused)).doesNotContain(TOKEN);
  }

  @Test
  void takesTheTokenToNoOtherHost() throws IOException {
    try (ListeningHost other = new ListeningHost()) {
      local.behave(WireFaults.answer(302, Map.of("Location", other.url()), ""));

      ForgeException refused = refused(forge::open);

      assertThat(refused).hasMessageContaining("another host");
      assertThat(other.heard()).isEmpty();
    }
  }

  @Test
  void followsTheForgeWithinItsHost() throws IOException {
    pull("ann", "mass");
    local.behave(WireFaults.redirectOnce(local.host()));

    assertThat(forge.open()).hasSize(1);
  }

  @Test
  void endsACircleOfRedirects() throws IOException {
    local.behave(
        (exchange, _) -> WireFaults.redirect(exchange, exchange.getRequestURI().toString()));

    assertThat(refused(forge::open)).hasMessageContaining("circle");
  }

  @Test
  void readsNoAnswerWithoutEnd() throws IOException {
    forge.close();
    forge = connect(new Limits(Duration.ofSeconds(20), 100_000, 10));
    local.behave(WireFaults.answer(200, Map.of(), "[" + "0,".repeat(100_000) + "0]"));

    assertThat(refused(forge::open))
        .hasMessageContaining("larger than 100000 bytes")
        .satisfies(e -> assertThat(e.retryable()).isFalse());
  }

  @Test
  void waitsForNoAnswerWithoutEnd() throws IOException {
    forge.close();
    forge = connect(new Limits(Duration.ofMillis(400), 100_000, 10));
    local.behave(WireFaults.drip());

    assertThat(refused(forge::open))
        .hasMessageContaining("did not answer")
        .satisfies(e -> assertThat(e.retryable()).isTrue());
  }

  @Test
  void understandsNonsenseAsNonsense() throws IOException {
    for (String body :
        List.of("", "null", "[", "{\"id\":\"x\"}", "<html>login</html>", "[[[[]]]]")) {
      local.behave(WireFaults.answer(200, Map.of(), body));

      assertThat(refused(forge::open)).as(body).isNotNull();
    }
  }

  @Test
  void repeatsNoRequestThatAPersonMustMakePossible() throws IOException {
    CommitCheck check = new CommitCheck(UNKNOWN, "trainyard/test", State.PENDING, "waits");
    local.behave(WireFaults.answer(403, Map.of(), "{\"message\":\"no\"}"));
    refuses(() -> forge.report(check));
    local.forgetCalls();

    ForgeException refused = refused(() -> forge.report(check));

    assertThat(refused).hasMessageContaining("the token may not do this");
    assertThat(local.calls()).isEmpty();
    wait(Duration.ofMinutes(6));
    refuses(() -> forge.report(check));
    assertThat(local.calls()).isNotEmpty();
  }

  private static ForgeException refused(ThrowingCallable call) {
    return catchThrowableOfType(ForgeException.class, call);
  }

  private static void refuses(ThrowingCallable call) {
    assertThat(refused(call)).isNotNull();
  }
}
