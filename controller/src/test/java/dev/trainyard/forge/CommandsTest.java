package dev.trainyard.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.trainyard.forge.PullCommand.Hold;
import dev.trainyard.forge.PullCommand.Misspelt;
import dev.trainyard.forge.PullCommand.OkToTest;
import dev.trainyard.forge.PullCommand.Release;
import dev.trainyard.forge.PullCommand.Retest;
import dev.trainyard.forge.PullCommand.Test;
import dev.trainyard.model.CommitId;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";

  @ParameterizedTest
  @MethodSource("commands")
  void findsCommand(String comment, PullCommand expected) {
    assertThat(Commands.in(comment)).containsExactly(expected);
  }

  @SuppressWarnings("unused") // by findsCommand
  private static Stream<Arguments> commands() {
    return Stream.of(
        arguments("/test", new Test()),
        arguments("/test  \t", new Test()),
        arguments("/Test", new Test()), // as a telephone writes it
        arguments("Looks good.\r\n\r\n/retest\r\n", new Retest()),
        arguments("one\r/hold\rtwo", new Hold()),
        arguments("/hold cancel", new Release()),
        arguments("/hold  CANCEL", new Release()),
        arguments("/ok-to-test cancel", new PullCommand.Withdraw()),
        arguments("/ok-to-test " + ID, new OkToTest(new CommitId(ID))),
        arguments("/ok-to-test " + ID.toUpperCase(Locale.ROOT), new OkToTest(new CommitId(ID))),
        arguments("/test\n/test\n", new Test()),
        arguments("> /hold\n\n/test", new Test()),
        arguments("```\n/hold\n```\n/test", new Test()),
        arguments("~~~~ text\n/hold\n~~~\n/hold\n~~~~~\n/test", new Test()),
        arguments("`not ``` a fence`\n/test", new Test()),
        arguments("<!-- /hold -->\n/test", new Test()),
        arguments("<pre>/hold</pre>\n/test", new Test()));
  }

  @org.junit.jupiter.api.Test
  void keepsTheirOrder() {
    assertThat(Commands.in("/hold cancel\nand\n/ok-to-test " + ID + "\n/test"))
        .containsExactly(new Release(), new OkToTest(new CommitId(ID)), new Test());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "please /test",
        " /test",
        "\t/test",
        "    /test",
        "- /test",
        "`/test`",
        "/tests",
        "/test-all",
        "//test",
        "/\ntest",
        "> /test",
        "> he said\n/test", // still the quote's paragraph
        ">> /test",
        "```\n/test\n```",
        "```\n/test", // never closed
        "````\n```\n/test\n````",
        "~~~\n```\n/test\n~~~",
        "   ```yaml\n/test\n   ```",
        "<!--\n/test\n-->",
        "<!-- a --> b <!--\n/test\n-->",
        "<!--\n-- >\n/test",
        "<PRE>\n/test\n</PRE>",
        "[x]: # (\n/test\n)",
        "\u200b/test",
        "\u2028/test",
        "/etc/passwd"
      })
  void seesNone(String comment) {
    assertThat(Commands.in(comment)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ok-to-test",
        "/ok-to-test 0123456",
        "/ok-to-test 0123456789abcdef0123456789abcdef0123456g",
        "/ok-to-test 0123456789abcdef0123456789abcdef01234567 please",
        "/ok-to-test 0123456789abcdef0123456789abcdef012345678"
      })
  void tellsWhatAnApprovalNeeds(String comment) {
    assertThat(Commands.in(comment))
        .singleElement()
        .isInstanceOfSatisfying(
            Misspelt.class,
            it -> assertThat(it.why()).contains("full id of the commit", "40 hexadecimal digits"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hold on", "/test all", "/retest `rm -rf`"})
  void tellsHowCommandsAreWritten(String comment) {
    assertThat(Commands.in(comment))
        .singleElement()
        .isInstanceOfSatisfying(
            Misspelt.class, it -> assertThat(it.why()).startsWith("write /").doesNotContain("rm"));
  }

  @org.junit.jupiter.api.Test
  void readsEvenAHugeCommentAtOnce() {
    String comment = "<!--" + "-->`<pre".repeat(100_000) + "\n" + "> x\n".repeat(100_000);

    assertThat(Commands.in(comment + "\n\n/test")).isEmpty(); // <pre is open
  }
}
