package dev.trainyard.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainPhase;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/// Whatever the yard, the logs and the file names hold: pages show it and are not changed by it.
class HostileStatusTest {
  private static final String HOSTILE =
      "<script>x</script> [a](javascript:b) @everyone ``` | ~~~\n# c\u001b[31m\u202e";

  @Test
  void pagesHoldNoMarkupOfTheYard() {
    List<Page> pages = new StatusPages(hostileYard().status()).all();

    for (Page page : pages) {
      if (page.path().endsWith(".md")) {
        assertThat(prose(page.text()))
            .doesNotContain(
                "<script>",
                "[a](javascript",
                "](javascript",
                "@everyone",
                "\n# c",
                "\u001b",
                "\u202e");
      } else {
        assertThat(page.text()).doesNotContain("<script>x", "\u001b", "\u202e");
      }
    }
    assertThat(pages).hasSize(6);
  }

  @Test
  void tablesKeepTheirColumns() {
    for (Page page : new StatusPages(hostileYard().status()).all()) {
      String last = "";
      for (String line : page.text().lines().toList()) {
        if (line.startsWith("| ") && last.startsWith("| ")) {
          assertThat(bars(line)).as(line).isEqualTo(bars(last));
        }
        last = line;
      }
    }
  }

  @Test
  void chartsAreWellFormed() throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    List<Page> charts =
        new StatusPages(hostileYard().status())
            .all().stream().filter(page -> page.path().endsWith(".svg")).toList();

    assertThat(charts).isNotEmpty();
    for (Page chart : charts) {
      var svg = factory.newDocumentBuilder().parse(new InputSource(new StringReader(chart.text())));
      assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(svg.getElementsByTagName("title").getLength()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.md", "a/../x.md", "/x.md", "a//b.md", ".git/config", "a b.md", ""})
  void pageStaysInItsBranch(String path) {
    assertThatThrownBy(() -> new Page(path, "")).isInstanceOf(IllegalArgumentException.class);
  }

  private static SampleYard hostileYard() {
    return new SampleYard()
        .analysis("a", HOSTILE)
        .wagon("a/w", HOSTILE, HOSTILE)
        .with(SampleYard.condition(HOSTILE, Truth.FALSE, HOSTILE))
        .with(Problem.error(HOSTILE, Position.ofFile(HOSTILE), HOSTILE, HOSTILE))
        .with(
            new SampleTrain("t")
                .description(HOSTILE)
                .phase(new TrainPhase.Held(HOSTILE), SampleYard.NOON)
                .jobs(new JobCounts(0, 1, 2, 1, 0), "a/w." + HOSTILE)
                .with(new FailureGroup(HOSTILE, HOSTILE, HOSTILE, 1, List.of(1), List.of(HOSTILE)))
                .with(SampleYard.condition(HOSTILE, Truth.TRUE, HOSTILE))
                .output("a/w." + HOSTILE, HOSTILE)
                .uncoupled(HOSTILE, HOSTILE)
                .status())
        .with(
            new SamplePull(HOSTILE)
                .on(HOSTILE, HOSTILE)
                .with(PullStatus.TRUSTED, Truth.FALSE, HOSTILE, HOSTILE)
                .problem(HOSTILE, HOSTILE, HOSTILE)
                .previews(new TestForecast(HOSTILE, Outcome.REUSED, HOSTILE, null))
                .status());
  }

  /// The text without escapes and without code, in which Markdown does nothing.
  private static String prose(String markdown) {
    return markdown
        .replaceAll("(?ms)^(`{3,})text\n.*?^\\1$", "")
        .replaceAll("\\\\.", "")
        .replaceAll("`[^`\n]*`", "");
  }

  private static int bars(String line) {
    return line.replaceAll("\\\\.", "").replaceAll("[^|]", "").length();
  }
}
