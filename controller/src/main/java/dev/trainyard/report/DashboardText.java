package dev.trainyard.report;

import static java.util.Comparator.comparing;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.StagePhase;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.YardStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The dashboard for terminals: what waits for a person, what is under way, what is over.
///
/// @param said when the status was committed
public record DashboardText(YardStatus yard, Instant said) {
  private static final int MOST_PROBLEMS = 10;
  private static final int MOST_ROWS = 30;
  private static final int MOST_FINISHED = 10;

  public String text(Paint paint) {
    Roster roster = Roster.of(yard);
    TextPage page = new TextPage(paint);
    addHead(page);
    addProblems(page);
    addPulls(page);
    addPipelines(page);
    addUnderway(page, roster);
    addWaiting(page, roster);
    addOver(page, roster);
    addTests(page, roster);
    return page.text();
  }

  private void addHead(TextPage page) {
    ControllerStatus controller = yard.controller();
    page.heading("yard " + controller.yard())
        .line(
            "status of %s (%s ago), of commit %s, by controller %s"
                .formatted(
                    Figures.timeUtc(said),
                    age(said),
                    controller.observedCommit().abbreviated(),
                    controller.version()))
        .line(counts());
    Conditions.plainComplaints(controller.conditions())
        .forEach(complaint -> page.outcome(0, "Degraded", complaint));
    for (DatasetStatus dataset : new TreeMap<>(yard.datasets()).values()) {
      Conditions.plainComplaints(dataset.conditions())
          .forEach(complaint -> page.outcome(0, "dataset", dataset.name() + ": " + complaint));
    }
  }

  private String age(Instant time) {
    Duration age = Duration.between(time, yard.at());
    return Figures.duration(age.isNegative() ? Duration.ZERO : age).replaceFirst("\\.\\d+", "");
  }

  private String counts() {
    Map<String, Long> phases =
        yard.trains().values().stream()
            .collect(
                Collectors.groupingBy(
                    train -> train.phase().word(), TreeMap::new, Collectors.counting()));
    String words =
        phases.entrySet().stream()
            .map(phase -> phase.getValue() + " " + phase.getKey())
            .collect(Collectors.joining(", "));
    return Figures.count(yard.trains().size(), "train") + (words.isEmpty() ? "" : ": " + words);
  }

  private void addProblems(TextPage page) {
    ControllerStatus controller = yard.controller();
    if (controller.problemCount() == 0) {
      return;
    }
    page.heading(Figures.count(controller.problemCount(), "problem") + " in its files");
    controller.problems().stream()
        .sorted(comparing(Problem::severity).thenComparing(Comparator.naturalOrder()))
        .limit(MOST_PROBLEMS)
        .forEach(problem -> page.line(1, problem.toString()));
    if (controller.problemCount() > MOST_PROBLEMS) {
      int more = controller.problemCount() - MOST_PROBLEMS;
      page.line(1, "... and " + Figures.count(more) + " more: see trainyard validate");
    }
  }

  private void addPulls(TextPage page) {
    if (yard.pulls().isEmpty()) {
      return;
    }
    TextTable table = new TextTable("pull request", "valid", "trusted", "tested");
    new TreeMap<>(yard.pulls())
        .values().stream()
            .limit(MOST_ROWS)
            .forEach(
                pull ->
                    table.row(
                        pull.name(),
                        reason(pull, PullStatus.VALID),
                        reason(pull, PullStatus.TRUSTED),
                        reason(pull, PullStatus.TESTED)));
    page.heading("pull requests").table(table);
    more(page, yard.pulls().size(), MOST_ROWS);
  }

  private void addPipelines(TextPage page) {
    if (yard.pipelines().isEmpty()) {
      return;
    }
    TextTable table = new TextTable("pipeline", "phase", "stages done>", "stages>");
    for (PipelineStatus it : new TreeMap<>(yard.pipelines()).values()) {
      long done =
          it.stages().stream().filter(stage -> stage.phase() == StagePhase.SUCCEEDED).count();
      table.row(
          it.name(), it.phase().toString(), Figures.count(done), Figures.count(it.stages().size()));
    }
    page.heading("pipelines").table(table);
  }

  private static String reason(PullStatus pull, String type) {
    Condition said = pull.condition(type);
    return said == null ? "" : said.reason();
  }

  private void addUnderway(TextPage page, Roster roster) {
    List<TrainStatus> trains = roster.trains(Roster::isUnderway);
    if (trains.isEmpty()) {
      return;
    }
    TextTable table = new TextTable("train", "phase", "for", "progress", "done>", "failed>");
    for (TrainStatus train : trains.stream().limit(MOST_ROWS).toList()) {
      table.row(
          train.name(),
          train.phase().word(),
          age(train.since()),
          train.jobs().total() == 0 ? "" : ProgressBar.of(train.jobs()),
          train.jobs().done() + "/" + train.jobs().total(),
          Figures.count(train.jobs().failed() + train.jobs().lost()));
    }
    page.heading("under way").table(table);
    more(page, trains.size(), MOST_ROWS);
  }

  private void addWaiting(TextPage page, Roster roster) {
    List<TrainStatus> trains = roster.trains(Roster::isWaiting);
    if (!trains.isEmpty()) {
      page.heading("waiting");
      trains.stream().limit(MOST_ROWS).forEach(train -> addOne(page, train));
      more(page, trains.size(), MOST_ROWS);
    }
  }

  private static void addOne(TextPage page, TrainStatus train) {
    page.outcome(0, train.phase().word(), "train " + train.name())
        .line(1, Conditions.plainMessage(train.conditions()));
  }

  private void addOver(TextPage page, Roster roster) {
    List<TrainStatus> trains = roster.trains(Roster::isOver);
    if (trains.isEmpty()) {
      return;
    }
    Predicate<TrainStatus> failed = train -> train.phase() instanceof TrainPhase.Failed;
    page.heading("over");
    List<TrainStatus> wrong = trains.stream().filter(failed).toList();
    wrong.stream().limit(MOST_ROWS).forEach(train -> addOne(page, train));
    more(page, wrong.size(), MOST_ROWS);
    TextTable table = new TextTable("train", "phase", "at (UTC)", "files>", "outputs>");
    List<TrainStatus> others = trains.stream().filter(failed.negate()).toList();
    for (TrainStatus train : others.stream().limit(MOST_FINISHED).toList()) {
      table.row(
          train.name(),
          train.phase().word(),
          Figures.time(train.since()),
          train.coverage().files() + "/" + train.coverage().ofFiles(),
          Figures.count(train.outputs().size()));
    }
    page.table(table);
    more(page, others.size(), MOST_FINISHED);
  }

  private void addTests(TextPage page, Roster roster) {
    if (roster.entries().isEmpty()) {
      return;
    }
    Map<String, Long> words =
        roster.entries().stream()
            .collect(
                Collectors.groupingBy(DashboardText::word, TreeMap::new, Collectors.counting()));
    page.heading("wagon tests")
        .line(
            words.entrySet().stream()
                .map(word -> word.getValue() + " " + word.getKey())
                .collect(Collectors.joining(", ")));
    List<Roster.Entry> notable =
        roster.entries().stream().filter(DashboardText::isNotable).toList();
    for (Roster.Entry entry : notable.stream().limit(MOST_ROWS).toList()) {
      page.outcome(0, word(entry), "wagon %s on %s".formatted(entry.wagon(), entry.dataset()));
      WagonTestStatus test = entry.test();
      page.line(1, test == null ? "" : test.message());
    }
    more(page, notable.size(), MOST_ROWS);
  }

  private static String word(Roster.Entry entry) {
    WagonTestStatus test = entry.test();
    return test == null ? "not tested yet" : test.phase().word();
  }

  private static boolean isNotable(Roster.Entry entry) {
    WagonTestStatus test = entry.test();
    return test != null && !(test.phase() instanceof WagonTestPhase.Passed);
  }

  private static void more(TextPage page, int all, int shown) {
    if (all > shown) {
      page.line(1, "... and " + Figures.count(all - shown) + " more: see trainyard list");
    }
  }
}
