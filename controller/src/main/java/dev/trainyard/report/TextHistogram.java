package dev.trainyard.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A histogram as lines of text, one per bin, for terminals.
public record TextHistogram(Style style, Scale scale) {
  private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  private static final int CELL = 8;
  private static final int SHORTEST_BAR = 10;
  private static final int SHOWN_DIGITS = 4;

  /// Which characters the bars are made of.
  public enum Style {
    UNICODE("│", "█"),
    ASCII("|", "#");

    private final String axis;
    private final String full;

    Style(String axis, String full) {
      this.axis = axis;
      this.full = full;
    }
  }

  /// How long a bar is for its count.
  public enum Scale {
    LINEAR,
    /// As log(1 + count): a peak does not hide a tail.
    LOGARITHMIC
  }

  /// One bin.
  ///
  /// @param label such as its low edge
  public record Bin(String label, double count) {}

  /// Neighbouring bins added up so that at most this many are left; each keeps its first label.
  public static List<Bin> coarser(List<Bin> bins, int most) {
    int together = Math.max(1, Math.ceilDiv(bins.size(), most));
    List<Bin> result = new ArrayList<>();
    for (int i = 0; i < bins.size(); i += together) {
      List<Bin> group = bins.subList(i, Math.min(i + together, bins.size()));
      result.add(new Bin(group.getFirst().label(), group.stream().mapToDouble(Bin::count).sum()));
    }
    return List.copyOf(result);
  }

  /// The title and one line per bin, none longer than `width` unless labels and counts alone are.
  public List<String> draw(String title, List<Bin> bins, int width) {
    List<String> labels = bins.stream().map(bin -> SafeText.plain(bin.label())).toList();
    List<String> counts = bins.stream().map(bin -> number(bin.count())).toList();
    int labelWidth = longest(labels);
    int room = width - labelWidth - longest(counts) - 3;
    double largest = bins.stream().mapToDouble(bin -> height(bin.count())).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(SafeText.plain(title) + (scale == Scale.LOGARITHMIC ? " (logarithmic)" : ""));
    for (int i = 0; i < bins.size(); i++) {
      double share = largest == 0 ? 0 : height(bins.get(i).count()) / largest;
      String bar = bar(share * Math.max(SHORTEST_BAR, room));
      String label = " ".repeat(labelWidth - labels.get(i).length()) + labels.get(i);
      lines.add(label + " " + style.axis + bar + " " + counts.get(i));
    }
    return List.copyOf(lines);
  }

  /// What is not a number, or is below zero, has no bar.
  private double height(double count) {
    double known = count > 0 && Double.isFinite(count) ? count : 0;
    return switch (scale) {
      case LINEAR -> known;
      case LOGARITHMIC -> Math.log1p(known);
    };
  }

  private String bar(double cells) {
    return switch (style) {
      case ASCII -> style.full.repeat((int) Math.round(cells));
      case UNICODE -> {
        int eighths = (int) Math.round(cells * CELL);
        yield style.full.repeat(eighths / CELL) + EIGHTHS[eighths % CELL];
      }
    };
  }

  private static String number(double count) {
    if (!Double.isFinite(count)) {
      return String.format(Locale.ROOT, "%s", count);
    }
    BigDecimal exact = BigDecimal.valueOf(count);
    BigDecimal shown =
        exact.stripTrailingZeros().scale() <= 0
            ? exact
            : exact.setScale(SHOWN_DIGITS - 1, RoundingMode.HALF_UP);
    return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }
}
