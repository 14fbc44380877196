package dev.trainyard.report;

import static java.util.Comparator.comparing;

import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.ResourceUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measured resources, one row per instance.
final class UsageTable {
  private static final int MOST_INSTANCES = 100;
  private static final long HUNDRED = 100;

  private UsageTable() {}

  static Document addTo(Document page, Links links, List<WagonUsage> usage) {
    List<WagonUsage> sorted = usage.stream().sorted(comparing(WagonUsage::instance)).toList();
    return page.capped(sorted, MOST_INSTANCES, some -> table(links, some));
  }

  private static Table table(Links links, List<WagonUsage> usage) {
    Table table =
        new Table(
            "instance",
            "jobs>",
            "CPU>",
            "wall>",
            "CPU/wall>",
            "RSS max>",
            "PSS max>",
            "PSS avg>",
            "virtual>",
            "read>",
            "written>",
            "output>",
            "log>");
    for (WagonUsage one : usage) {
      List<String> cells = new ArrayList<>();
      cells.add(links.instance(one.instance()));
      cells.add(Figures.count(one.jobs()));
      cells.addAll(figures(one.total()));
      table.row(cells);
    }
    return table;
  }

  private static List<String> figures(ResourceUsage used) {
    return List.of(
        Figures.duration(used.cpu()),
        Figures.duration(used.wall()),
        efficiency(used),
        Figures.memory(used.rssMax()),
        Figures.memory(used.pssMax()),
        Figures.memory(used.pssAverage()),
        Figures.memory(used.virtualMax()),
        Figures.bytes(used.readBytes()),
        Figures.bytes(used.writtenBytes()),
        Figures.bytes(used.outputBytes()),
        Figures.bytes(used.logBytes()));
  }

  /// CPU time as a share of the elapsed time; over 100 % with several threads.
  static String efficiency(ResourceUsage used) {
    Duration wall = used.wall();
    return wall.isZero()
        ? Figures.NONE
        : used.cpu().toMillis() * HUNDRED / Math.max(1, wall.toMillis()) + " %";
  }

  /// What is expected for the whole dataset, in one line.
  static String expected(ResourceUsage expected) {
    return "CPU %s, wall %s, peak PSS %s, read %s, output %s"
        .formatted(
            Figures.duration(expected.cpu()),
            Figures.duration(expected.wall()),
            Figures.memory(expected.pssMax()),
            Figures.bytes(expected.readBytes()),
            Figures.bytes(expected.outputBytes()));
  }
}
