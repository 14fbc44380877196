package dev.trainyard.report;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.status.TrainStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// `analyses/NAME.md`: what its owners look at: their wagons on their datasets, and the trains that
/// carried them.
record AnalysisPage(String name, Roster roster, Links links) {
  /// Wider tables cannot be read.
  private static final int MOST_COLUMNS = 8;

  private static final int MOST_WAGONS = 100;
  private static final int MOST_TRAINS = 50;
  private static final int MOST_INSTANCES = 6;

  static AnalysisPage of(String name, Roster roster) {
    return new AnalysisPage(name, roster, new Links(roster, "../"));
  }

  String markdown() {
    Document page = new Document();
    addHead(page);
    addMatrix(page);
    addTests(page);
    addTrains(page);
    return page.text();
  }

  private void addHead(Document page) {
    page.paragraph(links.home() + " / analyses").heading("Analysis " + SafeText.code(name));
    Declared<AnalysisSpec> declared = roster.yard().snapshot().analyses().get(name);
    if (declared == null) {
      page.paragraph("> No longer declared in the yard.");
      return;
    }
    AnalysisSpec spec = declared.spec();
    String owners =
        spec.owners().stream().sorted().map(SafeText::code).collect(Collectors.joining(", "));
    String group = spec.group().isBlank() ? "" : " · group " + SafeText.inline(spec.group());
    String service = spec.service() ? " · service analysis: others may depend on its wagons" : "";
    page.paragraph(SafeText.inline(spec.description()))
        .paragraph("Owners: " + owners + group + service);
  }

  private void addMatrix(Document page) {
    List<WagonRef> wagons = roster.wagonsOf(name);
    page.section("Wagons and datasets");
    if (wagons.isEmpty()) {
      page.paragraph("It has no wagon yet.");
      return;
    }
    List<String> datasets = List.copyOf(datasets(wagons));
    List<String> columns = datasets.stream().limit(MOST_COLUMNS).toList();
    page.paragraph("Result of the newest test, its CPU time and peak memory.")
        .capped(wagons, MOST_WAGONS, some -> matrix(some, columns));
    if (datasets.size() > columns.size()) {
      page.paragraph("Further datasets are in the list below.");
    }
  }

  private SortedSet<String> datasets(List<WagonRef> wagons) {
    SortedSet<String> datasets = new TreeSet<>();
    wagons.forEach(w -> roster.entriesOf(w).forEach(entry -> datasets.add(entry.dataset())));
    return datasets;
  }

  private Table matrix(List<WagonRef> wagons, List<String> datasets) {
    List<String> headings = new ArrayList<>(List.of("wagon"));
    datasets.forEach(dataset -> headings.add(links.dataset(dataset)));
    Table table = new Table(headings.toArray(String[]::new));
    for (WagonRef wagon : wagons) {
      List<String> cells = new ArrayList<>(List.of(links.wagonAlone(wagon)));
      for (String dataset : datasets) {
        cells.add(
            roster.entriesOf(wagon).stream()
                .filter(entry -> entry.dataset().equals(dataset))
                .map(TestTables::matrixCell)
                .findFirst()
                .orElse(""));
      }
      table.row(cells);
    }
    return table;
  }

  private void addTests(Document page) {
    List<Roster.Entry> entries =
        roster.wagonsOf(name).stream().flatMap(w -> roster.entriesOf(w).stream()).toList();
    if (!entries.isEmpty()) {
      page.section("Tests").capped(entries, MOST_WAGONS, some -> TestTables.byBoth(links, some));
    }
  }

  private void addTrains(Document page) {
    List<TrainStatus> trains = roster.trainsCarrying(name);
    if (!trains.isEmpty()) {
      page.section("Trains that carried its wagons").capped(trains, MOST_TRAINS, this::trains);
    }
  }

  private Table trains(List<TrainStatus> trains) {
    Table table =
        new Table("train", "dataset", "phase", "carried", "jobs done>", "coverage>", "since (UTC)");
    for (TrainStatus train : trains) {
      table.row(
          links.train(train.name()),
          links.dataset(train.dataset()),
          Marks.withReason(train.phase()),
          carried(train),
          Figures.percent(train.jobs().done(), train.jobs().total()),
          TrainTables.coverage(train.coverage()),
          Figures.time(train.since()));
    }
    return table;
  }

  private String carried(TrainStatus train) {
    List<InstanceName> all = Roster.carried(train, wagon -> wagon.analysis().equals(name));
    String first =
        all.stream()
            .limit(MOST_INSTANCES)
            .map(instance -> instance.toString().substring(name.length() + 1))
            .map(SafeText::code)
            .collect(Collectors.joining(", "));
    int rest = all.size() - MOST_INSTANCES;
    return rest > 0 ? first + " and " + rest + " more" : first;
  }
}
