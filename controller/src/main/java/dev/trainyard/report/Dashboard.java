package dev.trainyard.report;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.trainyard.model.Problem;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `README.md`: the yard at one glance; what waits for a person comes first.
record Dashboard(Roster roster, Links links) {
  private static final int MOST_CALLS = 30;
  private static final int MOST_TRAINS = 100;
  private static final int MOST_FINISHED = 30;
  private static final int MOST_WAGONS = 100;
  private static final int MOST_ROWS = 100;

  static Dashboard of(Roster roster) {
    return new Dashboard(roster, new Links(roster, ""));
  }

  String markdown() {
    Document page = new Document();
    addHead(page);
    addCalls(page);
    addProblems(page);
    addPulls(page);
    new ChainTables(roster, links).addTo(page);
    addUnderway(page);
    addWaiting(page);
    addFinished(page);
    addWagons(page);
    addDatasets(page);
    addAnalyses(page);
    return page.text();
  }

  private void addHead(Document page) {
    ControllerStatus controller = roster.yard().controller();
    page.heading("🚉 " + SafeText.inline(controller.yard()))
        .paragraph(SafeText.inline(roster.yard().snapshot().yard().spec().description()))
        .paragraph(
            "Speaks of commit %s · %s underway · %s · %s · controller %s"
                .formatted(
                    SafeText.code(controller.observedCommit().abbreviated()),
                    Figures.count(roster.trains(Roster::isUnderway).size(), "train"),
                    Figures.count(roster.wagons().size(), "wagon"),
                    Figures.count(controller.problemCount(), "problem"),
                    SafeText.inline(controller.version())))
        .table(Conditions.table(controller.conditions()));
  }

  private void addCalls(Document page) {
    List<String> calls = new Calls(roster, links).all();
    page.section("Waits for a person");
    if (calls.isEmpty()) {
      page.paragraph("Nothing.");
      return;
    }
    page.list(calls.stream().limit(MOST_CALLS).toList()).andMore(calls.size() - MOST_CALLS);
  }

  private void addProblems(Document page) {
    ControllerStatus controller = roster.yard().controller();
    if (controller.problems().isEmpty()) {
      return;
    }
    List<Problem> worstFirst =
        controller.problems().stream()
            .sorted(comparing(Problem::severity).thenComparing(Comparator.naturalOrder()))
            .toList();
    Table table = new Table("where", "what is wrong", "how to mend it", "rule");
    for (Problem problem : worstFirst) {
      table.row(
          SafeText.code(problem.position().toString()),
          (problem.isError() ? "❌ " : "🟡 ") + SafeText.inline(problem.message()),
          SafeText.inline(problem.remedy()),
          SafeText.code(problem.rule()));
    }
    page.section("Problems").table(table).andMore(controller.problemCount() - worstFirst.size());
  }

  private void addPulls(Document page) {
    List<PullStatus> pulls = List.copyOf(new TreeMap<>(roster.yard().pulls()).values());
    if (!pulls.isEmpty()) {
      page.section("Pull requests").capped(pulls, MOST_ROWS, this::pulls);
    }
  }

  private Table pulls(List<PullStatus> pulls) {
    Table table = new Table("pull request", "title", "valid", "tests", "what merging would do");
    for (PullStatus pull : pulls) {
      table.row(
          links.pull(pull.name()),
          SafeText.inline(pull.title()),
          PullPage.word(pull, PullStatus.VALID),
          PullPage.word(pull, PullStatus.TESTED),
          PullPage.outcome(pull));
    }
    return table;
  }

  private void addUnderway(Document page) {
    List<TrainStatus> trains = roster.trains(Roster::isUnderway);
    page.section("Trains underway");
    if (trains.isEmpty()) {
      page.paragraph("None.");
    }
    page.capped(trains, MOST_TRAINS, some -> TrainTables.underway(links, some));
  }

  private void addWaiting(Document page) {
    List<TrainStatus> trains = roster.trains(Roster::isWaiting);
    if (!trains.isEmpty()) {
      page.section("Trains that wait").capped(trains, MOST_TRAINS, this::waiting);
    }
  }

  private Table waiting(List<TrainStatus> trains) {
    Table table = new Table("train", "dataset", "phase", "why and what next", "since (UTC)");
    for (TrainStatus train : trains) {
      table.row(
          links.train(train.name()),
          links.dataset(train.dataset()),
          Marks.withReason(train.phase()),
          Conditions.message(train.conditions()),
          Figures.time(train.since()));
    }
    return table;
  }

  private void addFinished(Document page) {
    List<TrainStatus> trains = roster.trains(Roster::isOver);
    if (!trains.isEmpty()) {
      page.section("Finished trains")
          .capped(trains, MOST_FINISHED, some -> TrainTables.over(links, some));
    }
  }

  private void addWagons(Document page) {
    if (roster.entries().isEmpty()) {
      return;
    }
    List<Roster.Entry> worstFirst =
        roster.entries().stream().sorted(comparingInt(entry -> rank(entry.test()))).toList();
    Map<Integer, List<Roster.Entry>> byRank =
        worstFirst.stream()
            .collect(Collectors.groupingBy(e -> rank(e.test()), TreeMap::new, Collectors.toList()));
    String counts =
        byRank.values().stream()
            .map(some -> Figures.count(some.size()) + " " + word(some.getFirst().test()))
            .collect(Collectors.joining(" · "));
    page.section("Wagons by test result")
        .paragraph(counts)
        .capped(worstFirst, MOST_WAGONS, some -> TestTables.byBoth(links, some));
  }

  private static String word(@Nullable WagonTestStatus test) {
    return test == null ? "⏳ not tested yet" : Marks.of(test.phase());
  }

  /// What wants a look first.
  private static int rank(@Nullable WagonTestStatus test) {
    if (test == null) {
      return 5;
    }
    return switch (test.phase()) {
      case WagonTestPhase.Failed(_) -> 0;
      case WagonTestPhase.Warned(_) -> 1;
      case WagonTestPhase.Expired() -> 2;
      case WagonTestPhase.Running() -> 3;
      case WagonTestPhase.Waiting() -> 4;
      case WagonTestPhase.Passed() -> 6;
    };
  }

  private void addDatasets(Document page) {
    List<String> names = List.copyOf(roster.datasets());
    if (!names.isEmpty()) {
      page.section("Datasets").capped(names, MOST_ROWS, this::datasets);
    }
  }

  private Table datasets(List<String> names) {
    Table table = new Table("dataset", "runs>", "files>", "size>", "state", "trains>");
    for (String name : names) {
      DatasetStatus status = roster.yard().datasets().get(name);
      boolean isListed = status != null && status.listing() != null;
      table.row(
          links.dataset(name),
          status == null ? "" : Figures.count(status.runs()),
          status == null ? "" : Figures.count(status.files()),
          status == null ? "" : Figures.bytes(status.bytes()),
          isListed ? "✅ listed" : status == null ? "⏳ not listed yet" : "❌ cannot be listed",
          Figures.count(roster.trainsOver(name).size()));
    }
    return table;
  }

  private void addAnalyses(Document page) {
    List<String> names = List.copyOf(roster.analyses());
    if (!names.isEmpty()) {
      page.section("Analyses").capped(names, MOST_ROWS, this::analyses);
    }
  }

  private Table analyses(List<String> names) {
    Table table = new Table("analysis", "owners", "wagons>");
    for (String name : names) {
      var declared = roster.yard().snapshot().analyses().get(name);
      List<String> owners = declared == null ? List.of() : declared.spec().owners();
      table.row(
          links.analysis(name),
          owners.stream().sorted().map(SafeText::code).collect(Collectors.joining(", ")),
          Figures.count(roster.wagonsOf(name).size()));
    }
    return table;
  }
}
