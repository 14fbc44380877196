package dev.trainyard.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// A Markdown table. Cells are Markdown already; a column whose heading ends in `>` holds numbers:
/// it is aligned to the right and not wrapped.
final class Table {
  private static final String NUMBERS = ">";
  private static final char NO_BREAK_SPACE = '\u00a0';

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  Table row(String... cells) {
    return row(Arrays.asList(cells));
  }

  Table row(List<String> cells) {
    if (cells.size() != headings.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells in a table of " + headings.size() + " columns");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// The table's lines, or nothing at all without rows.
  String markdown() {
    if (rows.isEmpty()) {
      return "";
    }
    String names = headings.stream().map(Table::name).collect(asLine());
    String rules = headings.stream().map(h -> isNumbers(h) ? "--:" : "---").collect(asLine());
    return names + rules + rows.stream().map(this::line).collect(Collectors.joining());
  }

  private String line(List<String> cells) {
    StringBuilder result = new StringBuilder("|");
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String kept = isNumbers(headings.get(i)) ? cell.replace(' ', NO_BREAK_SPACE) : cell;
      result.append(' ').append(kept).append(" |");
    }
    return result.append('\n').toString();
  }

  private static boolean isNumbers(String heading) {
    return heading.endsWith(NUMBERS);
  }

  private static String name(String heading) {
    return isNumbers(heading) ? heading.substring(0, heading.length() - 1) : heading;
  }

  private static Collector<CharSequence, ?, String> asLine() {
    return Collectors.joining(" | ", "| ", " |\n");
  }
}
