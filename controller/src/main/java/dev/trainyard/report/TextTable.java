package dev.trainyard.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A table in plain text, for terminals: columns side by side, as wide as their longest cell, and
/// the last one as long as it likes. Cells may be untrusted. A column whose heading ends in `>`
/// holds numbers and is aligned to the right.
public final class TextTable {
  private static final String NUMBERS = ">";
  private static final String BETWEEN = "  ";
  private static final int MOST = 100;

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... headings) {
    this.headings = List.of(headings);
  }

  /// Adds a row.
  public TextTable row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + headings.size() + " columns");
    }
    List<String> safe = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      boolean last = i == cells.length - 1;
      safe.add(last ? SafeText.plain(cells[i]) : cut(SafeText.plain(cells[i])));
    }
    rows.add(List.copyOf(safe));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /// The table's lines, or nothing at all without rows.
  public String text() {
    return text(UnaryOperator.identity());
  }

  /// The table's lines with cells painted by a function that does not change how wide they look.
  public String text(UnaryOperator<String> paint) {
    if (rows.isEmpty()) {
      return "";
    }
    List<String> names = headings.stream().map(h -> h.replace(NUMBERS, "")).toList();
    StringBuilder text = new StringBuilder(line(names, UnaryOperator.identity()));
    rows.forEach(row -> text.append(line(row, paint)));
    return text.toString();
  }

  private String line(List<String> cells, UnaryOperator<String> paint) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String space = " ".repeat(width(i) - columns(cell));
      String painted = paint.apply(cell);
      padded.add(headings.get(i).endsWith(NUMBERS) ? space + painted : painted + space);
    }
    return String.join(BETWEEN, padded).stripTrailing() + "\n";
  }

  private int width(int column) {
    int widest = columns(headings.get(column).replace(NUMBERS, ""));
    return Math.max(
        widest, rows.stream().mapToInt(row -> columns(row.get(column))).max().orElse(0));
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MOST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST - 1)) + "…";
  }

  /// How many columns of a terminal a text takes.
  static int columns(String text) {
    return text.codePoints().map(TextTable::columns).sum();
  }

  private static int columns(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  /// The scripts whose characters terminals draw twice as wide, and pictures.
  private static boolean isWide(int c) {
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    return script == Character.UnicodeScript.HAN
        || script == Character.UnicodeScript.HIRAGANA
        || script == Character.UnicodeScript.KATAKANA
        || script == Character.UnicodeScript.HANGUL
        || Character.isEmojiPresentation(c);
  }
}
