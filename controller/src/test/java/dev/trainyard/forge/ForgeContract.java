package dev.trainyard.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.forge.ForgeSettings.Limits;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a forge does for us, whichever it is: against a server that speaks its API over HTTP.
abstract class ForgeContract {
  static final String TOKEN = "canary-6d1c";
  private static final CommitId UNKNOWN = new CommitId("1".repeat(40));

  @TempDir private Path folder;
  private LocalForge local;
  private Path tokenFile;
  private Forge forge;
  private Instant now = Instant.now();

  abstract ForgeSettings.Kind kind();

  abstract LocalForge start(Path folder) throws IOException;

  @BeforeEach
  void start() throws IOException {
    local = start(folder.resolve("forge"));
    local.clock(() -> now.minusSeconds(60)); // what people did is over for a minute
    local.account("trainyard", TOKEN);
    local.push("lab", "main", Map.of("yard.yaml", "a"));
    tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    forge = connect();
  }

  @AfterEach
  void isAsTheRealOne() {
    forge.close();
    local.close();
    assertThat(local.violations()).isEmpty();
  }

  Forge connect() throws IOException {
    return connect(Limits.defaults());
  }

  Forge connect(Limits limits) throws IOException {
    InstantSource clock = () -> now;
    return Forges.open(
        new ForgeSettings(
            kind(),
            local.api(),
            LocalForge.REPOSITORY,
            "main",
            () -> Files.readString(tokenFile),
            limits),
        clock);
  }

  LocalForge local() {
    return local;
  }

  Forge forge() {
    return forge;
  }

  void wait(Duration time) {
    now = now.plus(time);
  }

  String pull(String author, String branch) throws IOException {
    local.push("lab", branch, Map.of(branch + ".yaml", "b"));
    return local.open(author, "lab", branch, "Add " + branch);
  }

  PullRequest only() throws ForgeException {
    return forge.open().getFirst();
  }

  @Test
  void listsOpenPullRequests() throws IOException {
    local.fork("ann");
    CommitId head = local.push("ann", "mass", Map.of("mass.yaml", "1"));
    String number = local.open("ann", "ann", "mass", "Fit the mass");
    String closed = pull("bob", "other");
    local.close(closed);
    local.draft(number);

    assertThat(forge.open())
        .singleElement()
        .satisfies(
            pull -> {
              assertThat(pull.number()).isEqualTo(number);
              assertThat(pull.author()).isEqualTo("ann");
              assertThat(pull.title()).isEqualTo("Fit the mass");
              assertThat(pull.head()).isEqualTo(head);
              assertThat(pull.draft()).isTrue();
            });
  }

  @Test
  void asksOnceWhetherAnythingHasChanged() throws IOException {
    pull("ann", "mass");
    List<PullRequest> before = forge.open();
    local.forgetCalls();

    assertThat(forge.open()).isEqualTo(before);
    assertThat(local.calls()).singleElement().extracting(LocalForge.Call::status).isEqualTo(304);
  }

  @Test
  void listsFiveHundredWithoutACallForEach() throws IOException {
    local.push("lab", "many", Map.of("a", "b"));
    for (int i = 0; i < 500; i++) {
      local.open("user" + i, "lab", "many", "Number " + i);
    }
    forge.open();
    local.close("1"); // between two polls

    local.forgetCalls();
    List<PullRequest> open = forge.open();

    assertThat(open)
        .extracting(PullRequest::number)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(2, 500).mapToObj(String::valueOf).toList());
    assertThat(local.calls()).hasSizeLessThanOrEqualTo(6); // 5 pages, and what became of #1
  }

  @Test
  void readsWhatPeopleWroteAndLeft() throws IOException {
    String number = pull("ann", "mass");
    local.robot("coverage-robot");
    local.comment(number, "ann", "Ready.");
    local.comment(number, "coverage-robot", "/test");
    String edited = local.comment(number, "bob", "No.");
    local.comment(number, "bob", "/test");
    local.edit(edited, "/ok-to-test");

    assertThat(forge.comments(only()))
        .extracting(Comment::author, Comment::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ann", "Ready."),
            org.assertj.core.groups.Tuple.tuple("bob", "/test"));
  }

  @Test
  void readsCommentsAgainOnlyIfThePullRequestHasChanged() throws IOException {
    String number = pull("ann", "mass");
    local.comment(number, "ann", "one");
    forge.comments(only());
    local.forgetCalls();

    forge.comments(only());
    assertThat(local.calls())
        .noneMatch(it -> it.path().endsWith("comments") || it.path().endsWith("notes"));

    wait(Duration.ofSeconds(5));
    local.comment(number, "ann", "two");
    assertThat(forge.comments(only())).hasSize(2);
  }

  @Test
  void doesNotMissWhatIsSaidInTheSecondOfReading() throws IOException {
    local.clock(
        () -> Instant.now().plusSeconds(60)); // so that however slow we are, it is that second
    String number = pull("ann", "mass");
    local.comment(number, "ann", "one");
    PullRequest pull = only();
    forge.comments(pull);

    local.comment(number, "ann", "two");

    assertThat(forge.comments(pull)).hasSize(2); // whose time of change may be the same
  }

  @Test
  void readsHundredsOfComments() throws IOException {
    String number = pull("ann", "mass");
    for (int i = 0; i < 250; i++) {
      local.comment(number, "ann", "comment " + i);
    }

    assertThat(forge.comments(only()))
        .hasSize(250)
        .last()
        .extracting(Comment::text)
        .isEqualTo("comment 249");
  }

  @Test
  void keepsOneComment() throws IOException {
    String number = pull("ann", "mass");
    forge.say(only(), "First.");
    forge.say(only(), "Second.");
    local.forgetCalls();

    forge.say(only(), "Second.");

    assertThat(ours(number)).singleElement().asString().endsWith("Second.");
    assertThat(local.calls()).allMatch(it -> it.method().equals("GET"));
  }

  @Test
  void findsItsCommentAgainAfterARestart() throws IOException {
    String number = pull("ann", "mass");
    forge.say(only(), "First.");
    forge.close();
    forge = connect();
    local.forgetCalls();

    forge.say(only(), "First.");
    assertThat(local.calls()).allMatch(it -> it.method().equals("GET"));
    forge.say(only(), "Second.");

    assertThat(ours(number)).singleElement().asString().endsWith("Second.");
  }

  @Test
  void isNotFooledByWhoeverCopiesItsMark() throws IOException {
    String number = pull("ann", "mass");
    forge.say(only(), "Truth.");
    String marked = ours(number).getFirst();
    String other = pull("eve", "evil");
    local.comment(other, "eve", marked + "\n/test");
    forge.close();
    forge = connect();
    PullRequest evil = forge.open().getLast();

    forge.say(evil, "Truth.");

    assertThat(local.comments(other)).hasSize(2);
    assertThat(ours(other)).hasSize(1);
    assertThat(forge.comments(evil)).singleElement().extracting(Comment::author).isEqualTo("eve");
  }

  @Test
  void hearsItsOwnAccountIfAPersonUsesIt() throws IOException {
    String number = pull("ann", "mass");
    forge.say(only(), "/test is what you can write.");
    local.comment(number, "trainyard", "/hold");

    assertThat(forge.comments(only())).singleElement().extracting(Comment::text).isEqualTo("/hold");
  }

  @Test
  void writesAnewWhatSomebodyDeleted() throws IOException {
    String number = pull("ann", "mass");
    forge.say(only(), "First.");
    local.delete(String.valueOf(1_000));

    forge.say(only(), "Second.");

    assertThat(ours(number)).singleElement().asString().endsWith("Second.");
  }

  @Test
  void cutsWhatNoForgeTakes() throws IOException {
    String number = pull("ann", "mass");

    forge.say(only(), "```\n" + "0123456789\n".repeat(100_000) + "```");

    assertThat(ours(number)).singleElement().asString().contains("\n```\n\n(Cut:");
  }

  @Test
  void reportsAChangeOnce() throws IOException {
    CommitId head = local.head(pull("ann", "mass"));
    CommitCheck waits = new CommitCheck(head, "trainyard/test", State.PENDING, "2 wagons wait");
    CommitCheck failed = new CommitCheck(head, "trainyard/test", State.FAILURE, "dimuon/mass");

    forge.report(waits);
    forge.report(waits);
    forge.report(failed);
    forge.report(failed);

    assertThat(local.reports(head)).hasSize(2);
    assertThat(local.reports(head).getLast()).startsWith("trainyard/test fail").contains("mass");
  }

  @Test
  void reportsNothingAgainAfterARestart() throws IOException {
    CommitId head = local.head(pull("ann", "mass"));
    CommitCheck check = new CommitCheck(head, "trainyard/validate", State.SUCCESS, "no problems");
    forge.report(check);
    forge.close();
    forge = connect();

    forge.report(check);

    assertThat(local.reports(head)).hasSize(1);
  }

  @Test
  void waitsWithOtherWords() throws IOException {
    CommitId head = local.head(pull("ann", "mass"));
    for (int i = 0; i < 3; i++) {
      String said = i + " of 3 wagons tested";
      forge.report(new CommitCheck(head, "trainyard/test", State.PENDING, said));
    }
    forge.report(new CommitCheck(head, "trainyard/test", State.SUCCESS, "3 of 3 wagons tested"));

    assertThat(local.checks(head)).isEqualTo(Map.of("trainyard/test", "success"));
  }

  @Test
  void fitsDescriptionsToOneLine() throws IOException {
    CommitId head = local.head(pull("ann", "mass"));
    String said = "\u001b[31mred\n" + "\ud83d\ude82".repeat(200);

    forge.report(new CommitCheck(head, "trainyard/test", State.ERROR, said));

    String shown = local.reports(head).getFirst().replaceFirst("^\\S+ \\S+ ", "");
    assertThat(shown)
        .hasSizeLessThanOrEqualTo(140)
        .startsWith("[31mred")
        .endsWith("\ud83d\ude82\u2026");
  }

  @Test
  void comesBackWhenTheRateAllowsIt() throws IOException {
    pull("ann", "mass");
    local.limit(1, Instant.now().plusSeconds(600));
    Optional<Instant> notBefore = untilLimited();
    local.forgetCalls();

    ForgeException refused = catchThrowableOfType(ForgeException.class, forge::open);

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
      ForgeException refused = catchThrowableOfType(ForgeException.class, forge::open);
      if (refused != null) {
        return refused.notBefore();
      }
    }
    return Optional.empty();
  }

  @Test
  void obeysRetryAfter() throws IOException {
    local.behave(WireFaults.answer(429, Map.of("Retry-After", "77"), "{}"));

    ForgeException refused = catchThrowableOfType(ForgeException.class, forge::open);

    assertThat(refused.notBefore()).contains(now.plusSeconds(77));
  }

  @Test
  void tellsTroubleThatPassesFromTroubleThatStays() throws IOException {
    for (int status : new int[] {500, 502, 503, 504}) {
      local.behave(WireFaults.answer(status, Map.of(), "<html>down</html>"));
      assertThat(catchThrowableOfType(ForgeException.class, forge::open))
          .satisfies(e -> assertThat(e.retryable()).isTrue())
          .hasMessageContaining("HTTP " + status);
    }
    local.behave(WireFaults.answer(403, Map.of(), "{\"message\":\"Resource not accessible\"}"));
    assertThat(catchThrowableOfType(ForgeException.class, forge::open))
        .satisfies(e -> assertThat(e.retryable()).isFalse())
        .hasMessageContaining("the token may not do this");
  }

  @Test
  void asksOncePerCallWhateverHappens() throws IOException {
    local.behave(WireFaults.answer(503, Map.of(), ""));
    catchThrowableOfType(ForgeException.class, forge::open);
    local.behave(WireFaults.hangUp());
    catchThrowableOfType(ForgeException.class, forge::open);

    assertThat(local.calls())
        .hasSizeLessThanOrEqualTo(3); // Java's client may open a second connection
  }

  @Test
  void readsTheTokenAnew() throws IOException {
    pull("ann", "mass");
    forge.open();
    local.expire(TOKEN);
    local.account("trainyard", "renewed-11");

    ForgeException refused = catchThrowableOfType(ForgeException.class, forge::open);
    assertThat(refused)
        .hasMessageContaining("expired")
        .hasMessageContaining("spec.forge.token")
        .satisfies(e -> assertThat(e.retryable()).isFalse());

    Files.writeString(tokenFile, "renewed-11");
    assertThat(forge.open()).hasSize(1);
  }

  @Test
  void saysThatTheTokenCannotBeRead() throws IOException {
    Files.delete(tokenFile);
    assertThat(catchThrowableOfType(ForgeException.class, forge::open))
        .hasMessageContaining("token cannot be read");

    Files.writeString(tokenFile, "two words");
    assertThat(catchThrowableOfType(ForgeException.class, forge::open))
        .hasMessageContaining("one line without spaces")
        .hasMessageNotContaining("two");
  }

  @Test
  void neverTellsTheToken() throws IOException {
    local.behave(WireFaults.answer(422, Map.of(), "{\"message\":\"you sent " + TOKEN + "\"}"));

    ForgeException refused = catchThrowableOfType(ForgeException.class, forge::open);

    assertThat(refused).hasStackTraceContaining("you sent ***");
    assertThat(WireFaults.stackTrace(refused)).doesNotContain(TOKEN);
  }

  @Test
  void takesTheTokenToNoOtherHost() throws IOException {
    try (ListeningHost other = new ListeningHost()) {
      local.behave(WireFaults.answer(302, Map.of("Location", other.url()), ""));

      ForgeException refused = catchThrowableOfType(ForgeException.class, forge::open);

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

    assertThat(catchThrowableOfType(ForgeException.class, forge::open))
        .hasMessageContaining("circle");
  }

  @Test
  void readsNoAnswerWithoutEnd() throws IOException {
    forge.close();
    forge = connect(new Limits(Duration.ofSeconds(20), 100_000, 10));
    local.behave(WireFaults.answer(200, Map.of(), "[" + "0,".repeat(100_000) + "0]"));

    assertThat(catchThrowableOfType(ForgeException.class, forge::open))
        .hasMessageContaining("larger than 100000 bytes")
        .satisfies(e -> assertThat(e.retryable()).isFalse());
  }

  @Test
  void waitsForNoAnswerWithoutEnd() throws IOException {
    forge.close();
    forge = connect(new Limits(Duration.ofMillis(400), 100_000, 10));
    local.behave(WireFaults.drip());

    assertThat(catchThrowableOfType(ForgeException.class, forge::open))
        .hasMessageContaining("did not answer")
        .satisfies(e -> assertThat(e.retryable()).isTrue());
  }

  @Test
  void understandsNonsenseAsNonsense() throws IOException {
    for (String body :
        List.of("", "null", "[", "{\"id\":\"x\"}", "<html>login</html>", "[[[[]]]]")) {
      local.behave(WireFaults.answer(200, Map.of(), body));

      assertThat(catchThrowableOfType(ForgeException.class, forge::open)).as(body).isNotNull();
    }
  }

  @Test
  void repeatsNoRequestThatAPersonMustMakePossible() throws IOException {
    CommitCheck check = new CommitCheck(UNKNOWN, "trainyard/test", State.PENDING, "waits");
    local.behave(WireFaults.answer(403, Map.of(), "{\"message\":\"no\"}"));
    catchThrowableOfType(ForgeException.class, () -> forge.report(check));
    local.forgetCalls();

    ForgeException refused = catchThrowableOfType(ForgeException.class, () -> forge.report(check));

    assertThat(refused).hasMessageContaining("the token may not do this");
    assertThat(local.calls()).isEmpty();
    wait(Duration.ofMinutes(6));
    catchThrowableOfType(ForgeException.class, () -> forge.report(check));
    assertThat(local.calls()).isNotEmpty();
  }

  List<String> ours(String number) {
    return local.comments(number).stream()
        .filter(it -> it.getKey().equals("trainyard"))
        .map(Map.Entry::getValue)
        .toList();
  }
}
