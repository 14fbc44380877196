package dev.trainyard.report;

import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import java.util.List;
import java.util.stream.Collectors;

/// What became of a wagon's tests, for terminals.
///
/// @param tests newest first
public record WagonText(List<WagonTestStatus> tests) {
  public void addTo(TextPage page) {
    if (tests.isEmpty()) {
      page.heading("tests").line("none yet");
    }
    for (WagonTestStatus test : tests) {
      addTo(page, test);
    }
  }

  private static void addTo(TextPage page, WagonTestStatus test) {
    page.heading("test on " + test.dataset())
        .field("phase", test.phase().word())
        .field("because", reason(test.phase()))
        .field("message", test.message())
        .field("since", Figures.timeUtc(test.since()))
        .field("commit", test.commit().abbreviated())
        .field("made for", origin(test))
        .field("order", test.order())
        .field(
            "packages",
            test.packages().stream().map(ImageText::plain).collect(Collectors.joining(", ")))
        .field(
            "sample",
            "%s (%s)"
                .formatted(
                    Figures.count(test.sampleFiles(), "file"), Figures.bytes(test.sampleBytes())));
    if (!test.logLines().isEmpty()) {
      page.line("log").lines(1, test.logLines());
    }
    page.table(UsageText.table(test.usage()));
    var expected = test.expected();
    page.field("expected", expected == null ? "" : UsageTable.expected(expected));
  }

  private static String origin(WagonTestStatus test) {
    MadeFor origin = test.madeFor();
    return origin == null
        ? ""
        : "%s, head %s; found again by its test key"
            .formatted(origin.subject(), origin.head().abbreviated());
  }

  private static String reason(WagonTestPhase phase) {
    return switch (phase) {
      case WagonTestPhase.Failed(String cause) -> cause;
      case WagonTestPhase.Warned(List<String> rules) -> String.join("; ", rules);
      case WagonTestPhase.Waiting(),
          WagonTestPhase.Running(),
          WagonTestPhase.Passed(),
          WagonTestPhase.Expired() ->
          "";
    };
  }
}
