package dev.trainyard.report;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.List;
import java.util.stream.Collectors;

/// What there is to say of a pull request: the page `pulls/NAME.md`, and the comment on a forge.
public record PullPage(PullStatus pull) {
  private static final int MOST_LINES = 400;

  /// A forge takes some 65 000 characters; nobody reads as many.
  private static final int MOST_COMMENT_LINES = 200;

  private static final int MOST_PROBLEMS = 20;
  private static final int MOST_TESTS = 50;

  /// The page.
  ///
  /// @param home a link to the dashboard
  String markdown(String home) {
    Document page = new Document();
    page.paragraph(home + " / pulls").heading("Pull request " + SafeText.code(pull.name()));
    page.paragraph(SafeText.inline(pull.title()));
    addBody(page, MOST_LINES);
    return page.text();
  }

  /// The comment, under which people find what they need to decide.
  ///
  /// @param mentions user names to be called, as the forge has them
  public String comment(List<String> mentions) {
    Document page = new Document();
    page.subsection("🚉 " + headline());
    addBody(page, MOST_COMMENT_LINES);
    if (!mentions.isEmpty()) {
      page.paragraph(
          "Owners: " + mentions.stream().map(name -> "@" + name).collect(Collectors.joining(" ")));
    }
    return page.text();
  }

  private String headline() {
    MergePreview preview = pull.preview();
    return preview == null
        ? "Pull request " + SafeText.inline(pull.name())
        : SafeText.inline(new PreviewText(preview).summary());
  }

  private void addBody(Document page, int lines) {
    page.paragraph(
        "Head %s%s%s"
            .formatted(
                SafeText.code(pull.head().hex()),
                pull.base() == null
                    ? ""
                    : " on main at " + SafeText.code(pull.base().abbreviated()),
                pull.author().isEmpty() ? "" : ", by " + SafeText.code(pull.author())));
    page.table(conditions());
    if (!pull.remark().isEmpty()) {
      page.paragraph("> " + SafeText.inline(pull.remark()));
    }
    addProblems(page);
    addTests(page);
    MergePreview preview = pull.preview();
    if (preview != null) {
      page.subsection("What merging would do").fenced(new PreviewText(preview).lines(), lines);
    }
    addApprovals(page);
  }

  private Table conditions() {
    Table table = new Table("", "", "message");
    for (Condition condition : pull.conditions()) {
      table.row(
          mark(condition) + " " + SafeText.inline(condition.type()),
          SafeText.inline(condition.reason()),
          SafeText.inline(condition.message()));
    }
    return table;
  }

  private static String mark(Condition condition) {
    return switch (condition.status()) {
      case TRUE -> "✅";
      case FALSE -> condition.type().equals(PullStatus.TRUSTED) ? "✋" : "❌";
      case UNKNOWN -> "⏳";
    };
  }

  /// One condition in a word.
  static String word(PullStatus pull, String type) {
    Condition condition = pull.condition(type);
    return condition == null ? "" : mark(condition) + " " + SafeText.inline(condition.reason());
  }

  /// What merging it would do, in one line; why that is not known, if it cannot be merged.
  static String outcome(PullStatus pull) {
    MergePreview preview = pull.preview();
    Condition mergeable = pull.condition(PullStatus.MERGEABLE);
    if (mergeable != null && mergeable.status() == Truth.FALSE) {
      return SafeText.inline(mergeable.message());
    }
    return preview == null ? "" : SafeText.inline(new PreviewText(preview).summary());
  }

  private void addProblems(Document page) {
    if (pull.problems().isEmpty()) {
      return;
    }
    Table table = new Table("where", "what is wrong", "how to mend it");
    for (Problem problem : pull.problems().stream().limit(MOST_PROBLEMS).toList()) {
      table.row(
          SafeText.code(problem.position().toString()),
          (problem.isError() ? "❌ " : "🟡 ") + SafeText.inline(problem.message()),
          SafeText.inline(problem.remedy()));
    }
    page.subsection("Problems")
        .table(table)
        .andMore(pull.problemCount() - Math.min(MOST_PROBLEMS, pull.problems().size()));
  }

  private void addTests(Document page) {
    List<TestForecast> reused = reused();
    if (pull.tests().isEmpty() && reused.isEmpty()) {
      return;
    }
    page.subsection("Tests").capped(pull.tests(), MOST_TESTS, PullPage::tests);
    for (WagonTestStatus test : pull.tests()) {
      if (!test.logLines().isEmpty()) {
        page.paragraph("Log of " + SafeText.code(test.wagon().toString())).fenced(test.logLines());
      }
    }
    if (!reused.isEmpty()) {
      page.paragraph(
              "Not run for this pull request: an equal wagon has been tested on the same input, and"
                  + " the result counts here too.")
          .list(reused.stream().limit(MOST_TESTS).map(PullPage::line).toList())
          .andMore(reused.size() - MOST_TESTS);
    }
  }

  private List<TestForecast> reused() {
    MergePreview preview = pull.preview();
    return preview == null
        ? List.of()
        : preview.tests().stream().filter(test -> test.outcome() == Outcome.REUSED).toList();
  }

  private static String line(TestForecast test) {
    return SafeText.inline(test.subject() + ": " + test.said());
  }

  private static Table tests(List<WagonTestStatus> tests) {
    Table table =
        new Table("wagon", "dataset", "result", "CPU>", "memory>", "output>", "what and why");
    for (WagonTestStatus test : tests) {
      var expected = test.expected();
      table.row(
          SafeText.code(test.wagon().toString()),
          SafeText.code(test.dataset()),
          Marks.withReason(test.phase()),
          expected == null ? "" : Figures.duration(expected.cpu()),
          expected == null ? "" : UsageTable.peak(expected),
          expected == null ? "" : Figures.bytes(expected.outputBytes()),
          SafeText.inline(test.message()));
    }
    return table;
  }

  private void addApprovals(Document page) {
    if (!pull.awaitsTrust() || !pull.hold().isEmpty()) {
      return;
    }
    List<String> command = List.of("trainyard approve " + pull.head().hex());
    if (pull.isOnForge()) {
      page.paragraph(
              "Its wagons are not run yet. A maintainer who has read exactly this commit can"
                  + " write:")
          .fenced(List.of("/ok-to-test " + pull.head().hex()))
          .paragraph("Without a comment, whoever may push runs:")
          .fenced(command);
    } else {
      page.paragraph(
              "Its wagons are not run yet. Whoever may push and has read exactly this commit runs:")
          .fenced(command);
    }
  }
}
