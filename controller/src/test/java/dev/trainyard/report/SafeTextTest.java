package dev.trainyard.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "<script>alert(1)</script> => &lt;script&gt;alert(1)&lt;/script&gt;",
        "[x](javascript:alert) => \\[x\\](javascript:alert)",
        "![x](https://e.org/x.png) => \\!\\[x\\](https:&#8203;//e.org/x.png)",
        "see www.e.org => see www&#8203;.e.org",
        "ask @everyone => ask @&#8203;everyone",
        "mail a@e.org => mail a@&#8203;e.org",
        "a|b => a&#124;b",
        "**bold** _it_ ~~no~~ => \\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~",
        "snake_case_name => snake_case_name",
        "&lt; => &amp;lt;",
        "$x^2$ => &#36;x^2&#36;",
        "closes #12 => closes \\#12",
        ":tada: => :&#8203;tada:",
        "at 12:30:45 => at 12:30:45",
        "back\\slash => back\\\\slash",
        "- item => \\- item",
        "1. item => 1\\. item",
        "0.1.0 => 0.1.0",
        "--- => \\---",
        "``` => \\`\\`\\`",
        "say `muons-2010` twice => say `muons-2010` twice",
        "say `<b>` => say \\`&lt;b&gt;\\`",
        "`` `a` => \\`\\` `a`",
        "`https://e.org` => `https://e.org`",
      })
  void showsMarkdownAsText(String untrusted, String markdown) {
    assertThat(SafeText.inline(untrusted)).isEqualTo(markdown);
  }

  @Test
  void keepsTextOnOneLine() {
    assertThat(SafeText.inline("a\n\n# b\r\n\tc\u2028d\u0085e")).isEqualTo("a \\# b c d e");
  }

  @Test
  void dropsWhatSteersATerminalOrTheReadingDirection() {
    String hostile =
        "\u001b[31mred\u001b[0m \u001b]0;title\u0007x\u202etxt\u200b\u0000\u009b2Jz\ud800";

    String shown = SafeText.plain(hostile);

    assertThat(shown).isEqualTo("red x\ufffdtxt\ufffd\ufffdz\ufffd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a`b", "a|b", "a\\|b`` <i> @x"})
  void codeThatBackticksCannotHoldIsEscapedText(String untrusted) {
    String code = SafeText.code(untrusted);

    assertThat(code).startsWith("<code>").endsWith("</code>").doesNotContain("|", "<i>", "@x");
  }

  @Test
  void codeIsPlainOtherwise() {
    assertThat(SafeText.code("<b> [x](y) *a*\nb")).isEqualTo("`<b> [x](y) *a* b`");
    assertThat(SafeText.code(" ")).isEmpty();
  }

  @Test
  void nothingInABlockEndsIt() {
    String block = SafeText.fenced(List.of("```", "````text", "a\n~~~\n<script>", "\u001b[1mbold"));

    assertThat(block)
        .isEqualTo(
            """
            `````text
            ```
            ````text
            a
            ~~~
            <script>
            bold
            `````
            """);
  }

  @Test
  void cutsLongBlocksAndLines() {
    List<String> many = List.of("x".repeat(5000), "\n".repeat(100));

    String block = SafeText.fenced(many);

    assertThat(block.lines()).hasSize(43).allMatch(line -> line.length() <= 300);
    assertThat(block.lines().collect(Collectors.toList())).contains("...");
  }

  @Test
  void cutsLongTextsBetweenCharacters() {
    String text = SafeText.plain("x".repeat(998) + "😀😀");

    assertThat(text).isEqualTo("x".repeat(998) + "…");
  }

  @Test
  void xmlHoldsNoMarkup() {
    assertThat(SafeText.xml("<a b='c' d=\"e\">&\u0001\ufffe"))
        .isEqualTo("&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;\ufffd\ufffd");
  }

  @Test
  void urlSegmentHoldsNoSeparator() {
    assertThat(SafeText.urlSegment("a/b (c)é")).isEqualTo("a%2Fb%20%28c%29%C3%A9");
  }
}
