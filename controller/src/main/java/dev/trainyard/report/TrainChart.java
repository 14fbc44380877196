package dev.trainyard.report;

import static java.util.Comparator.comparing;

import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.report.Svg.Box;
import dev.trainyard.report.Svg.Lettering;
import java.util.List;

/// `trains/NAME.svg`: the jobs by state as one bar; CPU time and peak memory as a bar per wagon.
record TrainChart(TrainStatus train) {
  private static final int WIDTH = 760;
  private static final int MARGIN = 20;
  private static final int MOST_ROWS = 25;
  private static final int ROW = 24;
  private static final int BAR = 14;
  private static final int NAMES = 215;
  private static final int COLUMN = 262;
  private static final int LONGEST_BAR = 165;
  private static final int LONGEST_NAME = 28;
  private static final int JOBS_TOP = 46;
  private static final int JOBS_BAR = 22;
  private static final int LEGEND_TOP = 88;
  private static final int WAGONS_TOP = 128;

  String svg() {
    List<WagonUsage> rows = rows();
    Svg svg =
        new Svg("Train " + train.name(), description(rows), WIDTH)
            .text(MARGIN, 30, Lettering.left(Svg.TITLE, Ink.TEXT), Svg.fitting(train.name(), 60));
    drawJobs(svg);
    if (rows.isEmpty()) {
      return svg.text(LEGEND_TOP + MARGIN);
    }
    drawWagons(svg, rows);
    int rest = train.usage().size() - rows.size();
    int bottom = WAGONS_TOP + 14 + rows.size() * ROW;
    if (rest > 0) {
      String more = "and " + Figures.count(rest) + " more";
      svg.text(MARGIN, bottom + 14, Lettering.left(Svg.LABEL, Ink.MUTED), more);
    }
    return svg.text(bottom + (rest > 0 ? 30 : 12));
  }

  /// The wagons that cost most.
  private List<WagonUsage> rows() {
    return train.usage().stream()
        .sorted(
            comparing((WagonUsage usage) -> usage.total().cpu())
                .reversed()
                .thenComparing(WagonUsage::instance))
        .limit(MOST_ROWS)
        .toList();
  }

  private String description(List<WagonUsage> rows) {
    JobCounts jobs = train.jobs();
    StringBuilder words = new StringBuilder();
    words.append(
        "Jobs: %d done, %d running, %d waiting, %d failed, %d lost of %d."
            .formatted(
                jobs.done(),
                jobs.running(),
                jobs.waiting(),
                jobs.failed(),
                jobs.lost(),
                jobs.total()));
    for (WagonUsage row : rows) {
      words.append(
          " %s: CPU %s, peak PSS %s."
              .formatted(
                  row.instance(),
                  Figures.duration(row.total().cpu()),
                  UsageTable.peak(row.total())));
    }
    return words.toString();
  }

  /// Jobs in one state.
  private record Share(String word, int jobs, Ink ink) {}

  private void drawJobs(Svg svg) {
    JobCounts jobs = train.jobs();
    List<Share> shares =
        List.of(
            new Share("done", jobs.done(), Ink.GREEN),
            new Share("running", jobs.running(), Ink.BLUE),
            new Share("failed", jobs.failed(), Ink.RED),
            new Share("lost", jobs.lost(), Ink.PURPLE),
            new Share("waiting", jobs.waiting(), Ink.GREY));
    double full = WIDTH - 2.0 * MARGIN;
    double x = MARGIN;
    double legend = MARGIN;
    for (Share share : shares.stream().filter(s -> s.jobs() > 0).toList()) {
      double width = full * share.jobs() / jobs.total();
      svg.box(new Box(x, JOBS_TOP, Math.max(1, width - 1), JOBS_BAR), share.ink());
      x += width;
      String words = legend(share, jobs.total());
      svg.box(new Box(legend, LEGEND_TOP - 9, 10, 10), share.ink())
          .text(legend + 16, LEGEND_TOP, Lettering.left(Svg.LABEL, Ink.TEXT), words);
      legend += 16 + Svg.widthOf(words, Svg.LABEL) + 14;
    }
  }

  private static String legend(Share share, int total) {
    return "%s %s (%s)"
        .formatted(Figures.count(share.jobs()), share.word(), Figures.percent(share.jobs(), total));
  }

  private static void drawWagons(Svg svg, List<WagonUsage> rows) {
    double mostCpu = rows.stream().mapToDouble(r -> r.total().cpu().toMillis()).max().orElse(0);
    double mostPss = rows.stream().mapToDouble(r -> r.total().pssMax()).max().orElse(0);
    int memory = MARGIN + NAMES + COLUMN;
    svg.line(MARGIN, WAGONS_TOP - 22, WIDTH - MARGIN, WAGONS_TOP - 22, Ink.GRID)
        .text(MARGIN, WAGONS_TOP, Lettering.left(Svg.LABEL, Ink.MUTED), "wagon")
        .text(
            MARGIN + NAMES, WAGONS_TOP, Lettering.left(Svg.LABEL, Ink.MUTED), "CPU time, all jobs")
        .text(memory, WAGONS_TOP, Lettering.left(Svg.LABEL, Ink.MUTED), "peak PSS of any job");
    int y = WAGONS_TOP + 12;
    for (WagonUsage row : rows) {
      String name = Svg.fitting(row.instance().toString(), LONGEST_NAME);
      svg.text(MARGIN, y + 11, Lettering.left(Svg.LABEL, Ink.TEXT), name);
      double cpu = row.total().cpu().toMillis() / Math.max(1, mostCpu);
      double pss = row.total().pssMax() / Math.max(1, mostPss);
      drawBar(
          svg, new Box(MARGIN + NAMES, y, cpu, BAR), Ink.BLUE, Figures.duration(row.total().cpu()));
      drawBar(svg, new Box(memory, y, pss, BAR), Ink.ORANGE, UsageTable.peak(row.total()));
      y += ROW;
    }
  }

  /// @param share the box's width is the bar's share of the longest, from 0 to 1
  private static void drawBar(Svg svg, Box share, Ink ink, String value) {
    double width = Math.max(1, share.width() * LONGEST_BAR);
    svg.box(new Box(share.x(), share.y(), width, share.height()), ink)
        .text(share.x() + width + 6, share.y() + 11, Lettering.left(Svg.LABEL, Ink.TEXT), value);
  }
}
