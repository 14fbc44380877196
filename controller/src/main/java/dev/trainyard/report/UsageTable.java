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
  private static final String UNSEEN =
      "*%s*: it ended before its memory could be looked at.".formatted(Figures.TOO_SHORT);

  private UsageTable() {}

  static Document addTo(Document page, Links links, List<WagonUsage> usage) {
    List<WagonUsage> sorted = usage.stream().sorted(comparing(WagonUsage::instance)).toList();
    page.capped(sorted, MOST_INSTANCES, some -> table(links, some));
    boolean unseen = sorted.stream().anyMatch(one -> isUnseen(one.total()));
    return unseen ? page.paragraph(UNSEEN) : page;
  }

  private static boolean isUnseen(ResourceUsage used) {
    return peak(used).equals(Figures.TOO_SHORT);
  }

  /// The most memory that it had.
  static String peak(ResourceUsage used) {
    return Figures.memory(used.pssMax(), used.wall());
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
        Figures.memory(used.rssMax(), used.wall()),
        Figures.memory(used.pssMax(), used.wall()),
        Figures.memory(used.pssAverage(), used.wall()),
        Figures.memory(used.virtualMax(), used.wall()),
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
            peak(expected),
            Figures.bytes(expected.readBytes()),
            Figures.bytes(expected.outputBytes()));
  }
}
