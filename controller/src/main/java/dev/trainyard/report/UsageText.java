package dev.trainyard.report;

import static java.util.Comparator.comparing;

import dev.trainyard.model.status.WagonUsage;
import java.util.List;

/// Measured resources for terminals, one row per instance.
final class UsageText {
  private UsageText() {}

  static TextTable table(List<WagonUsage> usage) {
    TextTable table =
        new TextTable(
            "wagon", "jobs>", "CPU>", "wall>", "CPU/wall>", "PSS max>", "read>", "output>");
    usage.stream()
        .sorted(comparing(WagonUsage::instance))
        .forEach(
            one ->
                table.row(
                    one.instance().toString(),
                    Figures.count(one.jobs()),
                    Figures.duration(one.total().cpu()),
                    Figures.duration(one.total().wall()),
                    UsageTable.efficiency(one.total()),
                    UsageTable.peak(one.total()),
                    Figures.bytes(one.total().readBytes()),
                    Figures.bytes(one.total().outputBytes())));
    return table;
  }
}
