package dev.trainyard.report;

import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.ResourceUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Wagon tests in rows and cells, as several pages show them.
final class TestTables {
  private static final String UNTESTED = "⏳ not tested yet";

  private TestTables() {}

  /// One wagon: a row per dataset.
  static Table byDataset(Links links, List<Roster.Entry> entries) {
    return table("dataset", entries, entry -> links.dataset(entry.dataset()));
  }

  /// One dataset: a row per wagon.
  static Table byWagon(Links links, List<Roster.Entry> entries) {
    return table("wagon", entries, entry -> links.wagon(entry.wagon()));
  }

  /// Wagon and dataset in one cell.
  static Table byBoth(Links links, List<Roster.Entry> entries) {
    return table(
        "wagon on dataset",
        entries,
        entry -> links.wagon(entry.wagon()) + " on " + links.dataset(entry.dataset()));
  }

  private interface Subject {
    String of(Roster.Entry entry);
  }

  private static Table table(String heading, List<Roster.Entry> entries, Subject subject) {
    Table table =
        new Table(
            heading,
            "result",
            "package",
            "CPU>",
            "peak PSS>",
            "output>",
            "CPU expected>",
            "output expected>",
            "since (UTC)");
    for (Roster.Entry entry : entries) {
      List<String> cells = new ArrayList<>();
      cells.add(subject.of(entry));
      cells.addAll(cells(entry.test()));
      table.row(cells);
    }
    return table;
  }

  private static List<String> cells(@Nullable WagonTestStatus test) {
    if (test == null) {
      return List.of(UNTESTED, "", "", "", "", "", "", "");
    }
    Optional<ResourceUsage> used = used(test);
    Optional<ResourceUsage> expected = Optional.ofNullable(test.expected());
    return List.of(
        Marks.withReason(test.phase()),
        packages(test),
        used.map(u -> Figures.duration(u.cpu())).orElse(""),
        used.map(UsageTable::peak).orElse(""),
        used.map(u -> Figures.bytes(u.outputBytes())).orElse(""),
        expected.map(u -> Figures.duration(u.cpu())).orElse(""),
        expected.map(u -> Figures.bytes(u.outputBytes())).orElse(""),
        Figures.time(test.since()));
  }

  /// A cell of a matrix: the result and two figures.
  static String matrixCell(Roster.Entry entry) {
    WagonTestStatus test = entry.test();
    if (test == null) {
      return UNTESTED;
    }
    return Marks.withReason(test.phase())
        + used(test)
            .map(u -> "<br>" + Figures.duration(u.cpu()) + ", " + UsageTable.peak(u))
            .orElse("");
  }

  /// What the wagon and its subwagons used, without what they depend on; nothing if not measured.
  static Optional<ResourceUsage> used(WagonTestStatus test) {
    return test.usage().stream()
        .filter(usage -> usage.instance().wagon().equals(test.wagon()))
        .map(WagonUsage::total)
        .reduce(ResourceUsage::plus);
  }

  private static String packages(WagonTestStatus test) {
    return test.packages().stream()
        .map(PackageVersion::tag)
        .distinct()
        .map(SafeText::code)
        .collect(Collectors.joining(" "));
  }
}
