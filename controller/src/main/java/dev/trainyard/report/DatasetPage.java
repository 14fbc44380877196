package dev.trainyard.report;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.TrainStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `datasets/NAME.md`: what is in a dataset, and what is made of it.
///
/// @param status null if it was never listed
record DatasetPage(String name, @Nullable DatasetStatus status, Roster roster, Links links) {
  private static final int MOST_TRAINS = 50;
  private static final int MOST_WAGONS = 100;

  static DatasetPage of(String name, Roster roster) {
    DatasetStatus status = roster.yard().datasets().get(name);
    return new DatasetPage(name, status, roster, new Links(roster, "../"));
  }

  String markdown() {
    Document page = new Document();
    page.paragraph(links.home() + " / datasets").heading("Dataset " + SafeText.code(name));
    addSpec(page);
    addStatus(page);
    addWagons(page);
    addTrains(page);
    return page.text();
  }

  private void addSpec(Document page) {
    Declared<DatasetSpec> declared = roster.yard().snapshot().datasets().get(name);
    if (declared == null) {
      page.paragraph("> No longer declared in the yard.");
      return;
    }
    DatasetSpec spec = declared.spec();
    page.paragraph(SafeText.inline(spec.description())).list(facts(spec));
  }

  private List<String> facts(DatasetSpec spec) {
    List<String> facts = new ArrayList<>();
    facts.add("type " + spec.type() + ", " + spec.state());
    DatasetSpec.RunSelection runs = spec.runs();
    if (runs != null) {
      facts.add(
          "runs from "
              + runs.from().stream().map(DatasetPage::runList).collect(Collectors.joining(", ")));
    }
    DatasetSpec.DerivedFrom from = spec.derivedFrom();
    if (from != null) {
      facts.add(
          "made of %s of wagon %s in train %s"
              .formatted(
                  SafeText.code(from.output()),
                  SafeText.code(from.wagon()),
                  links.train(from.train())));
    }
    facts.add(split(spec.split()));
    if (!spec.subsets().isEmpty()) {
      facts.add("subsets " + names(spec.subsets().stream().map(DatasetSpec.Subset::name).toList()));
    }
    if (!spec.mergeLists().isEmpty()) {
      facts.add(
          "merge lists "
              + names(spec.mergeLists().stream().map(DatasetSpec.MergeList::name).toList()));
    }
    return facts;
  }

  private static String runList(DatasetSpec.RunsFrom from) {
    String listener = from.listener();
    return listener == null
        ? SafeText.code("" + from.runList())
            + " of quality "
            + names(Objects.requireNonNullElse(from.quality(), List.of()))
        : "listener " + SafeText.code(listener);
  }

  private static String names(List<String> names) {
    return names.stream().map(SafeText::code).collect(Collectors.joining(", "));
  }

  private static String split(DatasetSpec.Split split) {
    Integer files = split.files();
    var bytes = split.bytes();
    if (files != null) {
      return "a job takes " + Figures.count(files, "file");
    }
    return bytes == null ? "all in one job" : "a job takes " + bytes.forPeople();
  }

  private void addStatus(Document page) {
    if (status == null) {
      page.paragraph("It was not listed yet: nothing has needed its files.");
      return;
    }
    Digest listing = status.listing();
    page.table(
            new Table("runs>", "files>", "size>", "listing")
                .row(
                    Figures.count(status.runs()),
                    Figures.count(status.files()),
                    Figures.bytes(status.bytes()),
                    listing == null ? "not listed" : SafeText.code(listing.abbreviated())))
        .table(Conditions.table(status.conditions()));
  }

  private void addWagons(Document page) {
    List<Roster.Entry> entries = roster.entriesOn(name);
    if (!entries.isEmpty()) {
      page.section("Wagons on it")
          .capped(entries, MOST_WAGONS, some -> TestTables.byWagon(links, some));
    }
  }

  private void addTrains(Document page) {
    List<TrainStatus> trains = roster.trainsOver(name);
    if (!trains.isEmpty()) {
      page.section("Trains over it")
          .capped(trains, MOST_TRAINS, some -> TrainTables.all(links, some));
    }
  }
}
