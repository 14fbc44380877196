package dev.trainyard.report;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.report.Svg.Lettering;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `wagons/ANALYSIS/WAGON.svg`: CPU time, peak memory and output of its tests, oldest on the left,
/// a line per dataset.
final class WagonChart {
  private static final int WIDTH = 760;
  private static final int MARGIN = 20;
  private static final int LEFT = 92;
  private static final int RIGHT = 740;
  private static final int FIRST_PANEL = 104;
  private static final int PANEL = 128;
  private static final int PLOT = 84;
  private static final double LEAST_LABEL_GAP = 46;
  private static final int LONGEST_DATASET = 34;
  private static final List<Ink> INKS = List.of(Ink.BLUE, Ink.ORANGE, Ink.GREEN, Ink.PURPLE);

  private final WagonRef wagon;
  private final List<Point> points;
  private final List<String> datasets;

  WagonChart(WagonRef wagon, List<WagonTestStatus> newestFirst) {
    this.wagon = wagon;
    this.points = points(newestFirst.reversed());
    this.datasets = points.reversed().stream().map(p -> p.test().dataset()).distinct().toList();
  }

  /// A measured test; what it used is without its dependencies.
  private record Point(WagonTestStatus test, ResourceUsage used) {}

  /// One quantity over the tests.
  private record Panel(
      String title,
      ToDoubleFunction<ResourceUsage> value,
      Function<Double, Axis> axis,
      Function<ResourceUsage, String> label) {}

  private static final List<Panel> PANELS =
      List.of(
          new Panel(
              "CPU time",
              used -> used.cpu().toMillis() / 1000.0,
              Axis::ofSeconds,
              used -> Figures.duration(used.cpu())),
          new Panel("peak PSS", ResourceUsage::pssMax, Axis::ofBytes, UsageTable::peak),
          new Panel(
              "output",
              ResourceUsage::outputBytes,
              Axis::ofBytes,
              used -> Figures.bytes(used.outputBytes())));

  private static List<Point> points(List<WagonTestStatus> oldestFirst) {
    List<Point> points = new ArrayList<>();
    for (WagonTestStatus test : oldestFirst) {
      TestTables.used(test).ifPresent(used -> points.add(new Point(test, used)));
    }
    return List.copyOf(points);
  }

  String svg() {
    Svg svg = new Svg("Tests of wagon " + wagon, description(), WIDTH);
    svg.text(MARGIN, 30, Lettering.left(Svg.TITLE, Ink.TEXT), Svg.fitting("Tests of " + wagon, 64));
    drawLegend(svg);
    for (int i = 0; i < PANELS.size(); i++) {
      drawPanel(svg, PANELS.get(i), FIRST_PANEL + i * PANEL);
    }
    int bottom = FIRST_PANEL + (PANELS.size() - 1) * PANEL + PLOT;
    drawDays(svg, bottom + 22);
    return svg.text(bottom + 38);
  }

  private String description() {
    StringBuilder words = new StringBuilder("Newest test last.");
    for (Point point : points) {
      words.append(
          " %s, %s on %s: CPU %s, peak PSS %s, output %s."
              .formatted(
                  Figures.timeUtc(point.test.since()),
                  point.test.phase().word(),
                  point.test.dataset(),
                  Figures.duration(point.used.cpu()),
                  UsageTable.peak(point.used),
                  Figures.bytes(point.used.outputBytes())));
    }
    return words.toString();
  }

  private void drawLegend(Svg svg) {
    double x = MARGIN;
    for (String dataset : datasets.stream().limit(INKS.size()).toList()) {
      String name = Svg.fitting(dataset, LONGEST_DATASET);
      svg.dot(x + 5, 52, 4, ink(dataset))
          .text(x + 15, 56, Lettering.left(Svg.LABEL, Ink.TEXT), name);
      x += 15 + Svg.widthOf(name, Svg.LABEL) + 12;
    }
    if (datasets.size() > INKS.size()) {
      svg.dot(x + 5, 52, 4, Ink.GREY)
          .text(x + 15, 56, Lettering.left(Svg.LABEL, Ink.TEXT), "other datasets");
    }
    svg.dot(RIGHT - 165, 26, 4, Ink.MUTED)
        .text(RIGHT - 155, 30, Lettering.left(Svg.SMALL, Ink.MUTED), "ok");
    drawWarning(svg, RIGHT - 118, 26);
    svg.text(RIGHT - 108, 30, Lettering.left(Svg.SMALL, Ink.MUTED), "warned");
    drawCross(svg, RIGHT - 46, 26);
    svg.text(RIGHT - 37, 30, Lettering.left(Svg.SMALL, Ink.MUTED), "failed");
  }

  private void drawPanel(Svg svg, Panel panel, int top) {
    double largest =
        points.stream().mapToDouble(p -> panel.value.applyAsDouble(p.used)).max().orElse(0);
    Axis axis = panel.axis.apply(largest);
    svg.text(MARGIN, top - 16, Lettering.left(Svg.LABEL, Ink.TEXT), panel.title);
    if (!points.isEmpty()) {
      String newest = "newest " + panel.label.apply(points.getLast().used);
      svg.text(RIGHT, top - 16, Lettering.right(Svg.LABEL, Ink.MUTED), newest);
    }
    for (Axis.Tick tick : axis.ticks()) {
      double y = y(tick.value(), axis, top);
      svg.line(LEFT, y, RIGHT, y, Ink.GRID)
          .text(LEFT - 8, y + 4, Lettering.right(Svg.SMALL, Ink.MUTED), tick.label());
    }
    datasets
        .reversed()
        .forEach(
            dataset ->
                drawLine(svg, dataset, p -> y(panel.value.applyAsDouble(p.used), axis, top)));
  }

  private void drawLine(Svg svg, String dataset, ToDoubleFunction<Point> height) {
    List<Integer> own =
        IntStream.range(0, points.size())
            .filter(i -> points.get(i).test.dataset().equals(dataset))
            .boxed()
            .toList();
    StringBuilder path = new StringBuilder();
    for (int i : own) {
      if (!isFailed(points.get(i))) {
        path.append(path.isEmpty() ? 'M' : 'L').append(Svg.n(x(i))).append(' ');
        path.append(Svg.n(height.applyAsDouble(points.get(i))));
      }
    }
    if (path.indexOf("L") > 0) {
      svg.path(path.toString(), 2, ink(dataset));
    }
    own.forEach(i -> drawMarker(svg, x(i), height.applyAsDouble(points.get(i)), points.get(i)));
  }

  private void drawMarker(Svg svg, double x, double y, Point point) {
    switch (point.test.phase()) {
      case WagonTestPhase.Failed(_) -> drawCross(svg, x, y);
      case WagonTestPhase.Warned(_) -> {
        svg.dot(x, y, 4, ink(point.test.dataset()));
        drawWarning(svg, x, y);
      }
      case WagonTestPhase.Waiting(),
          WagonTestPhase.Running(),
          WagonTestPhase.Passed(),
          WagonTestPhase.Expired() ->
          svg.dot(x, y, 4, ink(point.test.dataset()));
    }
  }

  private static void drawCross(Svg svg, double x, double y) {
    String down = "M%s %sL%s %s".formatted(Svg.n(x - 4), Svg.n(y - 4), Svg.n(x + 4), Svg.n(y + 4));
    String up = "M%s %sL%s %s".formatted(Svg.n(x - 4), Svg.n(y + 4), Svg.n(x + 4), Svg.n(y - 4));
    svg.path(down + up, 2.5, Ink.RED);
  }

  private static void drawWarning(Svg svg, double x, double y) {
    svg.path("M%s %sl6.5 11.5h-13z".formatted(Svg.n(x), Svg.n(y - 8)), 1.5, Ink.TEXT);
  }

  /// When each test was, as far as there is room: its day, or its time if all are of one day.
  private void drawDays(Svg svg, double y) {
    boolean isOneDay = days().count() == 1 && points.size() > 1;
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      if (x(i) - last >= LEAST_LABEL_GAP) {
        String time = Figures.time(points.get(i).test.since());
        svg.text(
            x(i),
            y,
            Lettering.middle(Svg.SMALL, Ink.MUTED),
            isOneDay ? time.substring(11) : time.substring(5, 10));
        last = x(i);
      }
    }
  }

  private Stream<String> days() {
    return points.stream().map(p -> Figures.time(p.test.since()).substring(0, 10)).distinct();
  }

  private double x(int index) {
    double slot = (double) (RIGHT - LEFT) / points.size();
    return LEFT + slot * (index + 0.5);
  }

  private static double y(double value, Axis axis, int top) {
    return top + PLOT * (1 - value / axis.top());
  }

  private Ink ink(String dataset) {
    int place = datasets.indexOf(dataset);
    return place < INKS.size() ? INKS.get(place) : Ink.GREY;
  }

  private static boolean isFailed(Point point) {
    return point.test.phase() instanceof WagonTestPhase.Failed;
  }
}
