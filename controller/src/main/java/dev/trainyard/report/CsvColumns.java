package dev.trainyard.report;

import dev.trainyard.report.TextHistogram.Bin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Which columns of a comma-separated histogram are drawn, as the `sum` merge writes them: a line
/// of names, then rows of plain values without quotes.
///
/// @param label the column that names a bin
/// @param count the column that counts
/// @param where only rows with these values in these columns; empty for all rows
public record CsvColumns(String label, String count, Map<String, String> where) {
  public CsvColumns {
    where = Map.copyOf(where);
  }

  /// The bins in the order of the rows.
  ///
  /// @throws IllegalArgumentException if a column does not exist, a row is short, or a count is no
  ///   number; the message tells which
  public List<Bin> read(String csv) {
    List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
    List<String> names = lines.isEmpty() ? List.of() : cells(lines.getFirst());
    int labelAt = column(names, label);
    int countAt = column(names, count);
    List<Bin> bins = new ArrayList<>();
    for (String line : lines.stream().skip(1).toList()) {
      List<String> cells = cells(line);
      if (cells.size() != names.size()) {
        throw new IllegalArgumentException(
            "a row has " + cells.size() + " values for " + names.size() + " columns: " + line);
      }
      if (where.entrySet().stream()
          .allMatch(e -> cells.get(column(names, e.getKey())).equals(e.getValue()))) {
        bins.add(new Bin(cells.get(labelAt), number(cells.get(countAt), line)));
      }
    }
    return List.copyOf(bins);
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  private static int column(List<String> names, String name) {
    int at = names.indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException("no column " + name + "; there are " + names);
    }
    return at;
  }

  private static double number(String text, String line) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: " + text + " in the row " + line, e);
    }
  }
}
