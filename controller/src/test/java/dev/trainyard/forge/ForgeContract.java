package dev.trainyard.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a forge does for us.
abstract class ForgeContract extends ForgeCase {
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
  void readsNoCommentsOnLines() throws IOException {
    String number = pull("ann", "mass");
    local.commentOnLine(number, "ann", "/hold");
    local.comment(number, "ann", "one");

    assertThat(forge.comments(only())).extracting(Comment::text).containsExactly("one");
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
}
