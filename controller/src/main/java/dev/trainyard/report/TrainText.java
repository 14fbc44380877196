package dev.trainyard.report;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.List;
import java.util.stream.Collectors;

/// What became of a train, for terminals.
public record TrainText(TrainStatus train) {
  private static final int MOST_ROWS = 100;
  private static final int MOST_FAILURES = 20;
  private static final int MOST_LINES = 20;

  public void addTo(TextPage page) {
    addState(page);
    addComposition(page);
    addFailures(page);
    addUsage(page);
    addOutputs(page);
  }

  private void addState(TextPage page) {
    page.heading("status")
        .field("phase", train.phase().word())
        .field("because", reason())
        .field("since", Figures.timeUtc(train.since()))
        .field("commit", train.observedCommit().abbreviated())
        .field("runs", train.rerun() == 0 ? "" : "rerun " + train.rerun());
    if (train.jobs().total() > 0) {
      page.field(
          "jobs",
          "%s %d of %d done, %d running, %d waiting, %d failed, %d lost"
              .formatted(
                  ProgressBar.of(train.jobs()),
                  train.jobs().done(),
                  train.jobs().total(),
                  train.jobs().running(),
                  train.jobs().waiting(),
                  train.jobs().failed(),
                  train.jobs().lost()));
    }
    Conditions.plainComplaints(train.conditions())
        .forEach(complaint -> page.field("condition", complaint));
    page.field("message", Conditions.plainMessage(train.conditions()));
    train.uncoupled().forEach(u -> page.field("uncoupled", u.wagon() + ": " + u.reason()));
  }

  private String reason() {
    return switch (train.phase()) {
      case TrainPhase.Blocked(String reason) -> reason;
      case TrainPhase.Held(String by) -> by;
      case TrainPhase.Failed(var _, String reason) -> reason;
      case TrainPhase.Cancelled(var _, String reason) -> reason;
      case TrainPhase.Pending(),
          TrainPhase.Testing(),
          TrainPhase.Submitted(),
          TrainPhase.Running(),
          TrainPhase.Merging(),
          TrainPhase.Succeeded(_) ->
          "";
    };
  }

  private void addComposition(TextPage page) {
    Composition carries = train.composition();
    if (carries == null) {
      return;
    }
    page.heading("carries")
        .field("order", carries.order())
        .field("commit", carries.commit().abbreviated())
        .field(
            "input",
            "%s (%s) in %s"
                .formatted(
                    Figures.count(carries.files(), "file"),
                    Figures.bytes(carries.bytes()),
                    Figures.count(carries.jobs(), "job")))
        .field(
            "packages",
            carries.packages().stream().map(ImageText::plain).collect(Collectors.joining(", ")))
        .field(
            "wagons",
            carries.wagons().stream()
                .limit(MOST_ROWS)
                .map(String::valueOf)
                .collect(Collectors.joining(", ")));
    carries.artefacts().stream()
        .limit(MOST_ROWS)
        .forEach(
            it ->
                page.field(
                    "artefact",
                    "%s of train %s (%s, SHA-256 %s)"
                        .formatted(it.name(), it.train(), Figures.bytes(it.size()), it.sha256())));
  }

  private void addFailures(TextPage page) {
    List<FailureGroup> failures =
        train.failures().stream()
            .sorted(comparingInt(FailureGroup::executions).reversed())
            .toList();
    if (failures.isEmpty()) {
      return;
    }
    page.heading("failures");
    for (FailureGroup group : failures.stream().limit(MOST_FAILURES).toList()) {
      String jobs = group.jobs().stream().map(String::valueOf).collect(Collectors.joining(", "));
      page.outcome(
          0,
          group.cause(),
          "%s: %s, jobs %s"
              .formatted(group.wagon(), Figures.count(group.executions(), "execution"), jobs));
      page.line(1, group.message());
      page.lines(2, group.logLines().stream().limit(MOST_LINES).toList());
    }
  }

  private void addUsage(TextPage page) {
    if (!train.usage().isEmpty()) {
      page.heading("resources, of all jobs together").table(UsageText.table(train.usage()));
    }
  }

  private void addOutputs(TextPage page) {
    Coverage covered = train.coverage();
    if (train.outputs().isEmpty() && covered.ofFiles() == 0) {
      return;
    }
    page.heading("outputs, below the store")
        .line(
            "%d of %s are in them (%s)"
                .formatted(
                    covered.files(),
                    Figures.count(covered.ofFiles(), "input file"),
                    Figures.percent(covered.files(), covered.ofFiles())));
    TextTable table = new TextTable("wagon", "file", "size>", "path");
    train.outputs().stream()
        .sorted(comparing(MergedOutput::path))
        .limit(MOST_ROWS)
        .forEach(
            output ->
                table.row(
                    output.instance().toString(),
                    output.file(),
                    Figures.bytes(output.size()),
                    output.path()));
    page.table(table);
  }
}
