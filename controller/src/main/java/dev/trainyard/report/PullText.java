package dev.trainyard.report;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.PullStatus.Approval;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.ResourceUsage;
import java.util.List;

/// What there is to say of a pull request, for terminals; the preview in short.
public record PullText(PullStatus pull) {
  private static final int MOST_PROBLEMS = 10;
  private static final int MOST_TESTS = 30;
  private static final int MOST_TRAINS = 10;

  public void addTo(TextPage page) {
    page.field("title", pull.title())
        .field("phase", pull.phase().toString())
        .field("author", pull.author())
        .field("head", pull.head().hex())
        .field("ref", pull.ref())
        .field("merged with", pull.base() == null ? "" : "main at " + pull.base().abbreviated())
        .field("held by", pull.hold())
        .field("remark", pull.remark());
    pull.approvals().forEach(approval -> page.field("approved", approval(approval)));
    page.heading("conditions").table(conditions());
    addProblems(page);
    addTests(page);
    addPreview(page);
  }

  private String approval(Approval approval) {
    return "%s by %s, %s%s"
        .formatted(
            approval.commit().abbreviated(),
            approval.by(),
            Figures.timeUtc(approval.at()),
            approval.commit().equals(pull.head()) ? "" : " (not the head any more)");
  }

  private TextTable conditions() {
    TextTable table = new TextTable("condition", "holds", "reason", "message");
    for (Condition said : pull.conditions()) {
      table.row(said.type(), said.status().toString(), said.reason(), said.message());
    }
    return table;
  }

  private void addProblems(TextPage page) {
    if (pull.problemCount() > 0) {
      page.heading("problems");
      List<Problem> shown = pull.problems().stream().limit(MOST_PROBLEMS).toList();
      shown.forEach(problem -> page.line(1, problem.toString()));
      more(page, pull.problemCount(), shown.size());
    }
  }

  private void addTests(TextPage page) {
    List<TestForecast> reused = reused();
    if (pull.tests().isEmpty() && reused.isEmpty()) {
      return;
    }
    page.heading("tests").table(tests());
    more(page, pull.tests().size(), MOST_TESTS);
    pull.tests().stream()
        .limit(MOST_TESTS)
        .filter(test -> !test.logLines().isEmpty())
        .forEach(test -> page.line("log of " + test.wagon()).lines(1, test.logLines()));
    if (!reused.isEmpty()) {
      page.line("Not run for this pull request, because an equal wagon has been tested:");
      reused.forEach(test -> page.line(1, test.subject() + ": " + test.said()));
    }
  }

  private TextTable tests() {
    TextTable table =
        new TextTable("wagon", "dataset", "result", "CPU>", "memory>", "output>", "message");
    for (WagonTestStatus test : pull.tests().stream().limit(MOST_TESTS).toList()) {
      ResourceUsage expected = test.expected();
      table.row(
          test.wagon().toString(),
          test.dataset(),
          test.phase().word(),
          expected == null ? "" : Figures.duration(expected.cpu()),
          expected == null ? "" : UsageTable.peak(expected),
          expected == null ? "" : Figures.bytes(expected.outputBytes()),
          test.message());
    }
    return table;
  }

  private List<TestForecast> reused() {
    MergePreview preview = pull.preview();
    return preview == null
        ? List.of()
        : preview.tests().stream().filter(test -> test.outcome() == Outcome.REUSED).toList();
  }

  private void addPreview(TextPage page) {
    MergePreview preview = pull.preview();
    if (preview == null) {
      return;
    }
    page.heading("what merging would do").line(new PreviewText(preview).summary());
    List<TrainForecast> trains = preview.trains().stream().limit(MOST_TRAINS).toList();
    trains.forEach(
        train ->
            page.line(
                1, "train %s %s: %s".formatted(train.name(), train.effect(), train.reason())));
    more(page, preview.trainCount(), trains.size());
    preview.approvals().forEach(who -> page.line("has to be approved by " + who));
    page.line("all of it: trainyard plan --merge with its head, or its page on the status branch");
  }

  private static void more(TextPage page, int all, int shown) {
    if (all > shown) {
      page.line(1, "and " + Figures.count(all - shown) + " more");
    }
  }
}
