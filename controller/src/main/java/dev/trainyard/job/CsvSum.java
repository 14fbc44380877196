package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds comma-separated histograms: rows of equal keys are added column by column, in exact decimal
/// arithmetic, and stand where their key appeared first. Holds the rows of the sum, never the
/// parts.
final class CsvSum implements PartMerge {
  private final List<String> keys;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private @Nullable String header;
  private List<String> columns = List.of();
  private boolean[] isKey = {};

  /// @param keys the columns that identify a row
  CsvSum(List<String> keys) {
    this.keys = keys;
  }

  /// One row of the sum; it keeps its text as long as nothing was added to it.
  private static final class Row {
    private final String text;
    private final List<String> fields;
    private @Nullable List<BigDecimal> sums;

    Row(String text, List<String> fields) {
      this.text = text;
      this.fields = fields;
    }
  }

  @Override
  public void merge(List<MergePart> parts, OutputStream out) throws IOException, JobFailure {
    for (MergePart part : parts) {
      try (InputStream in = part.open()) {
        add(part, new TextLines(in));
      } catch (TextLines.LineTooLongException e) {
        throw part.unfit(e.getMessage() + "");
      }
    }
    out.write((header + "\n").getBytes(ISO_8859_1));
    for (Row row : rows.values()) {
      out.write((text(row) + "\n").getBytes(ISO_8859_1));
    }
  }

  private void add(MergePart part, TextLines lines) throws IOException, JobFailure {
    String first = lines.next();
    if (first == null) {
      throw part.unfit("is empty: it has no header line");
    } else if (header == null) {
      readHeader(part, first);
    } else if (!first.equals(header)) {
      throw part.unfit(
          "has the header \""
              + LogExcerpt.clean(first)
              + "\", others have \""
              + LogExcerpt.clean(header)
              + "\"");
    }
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        addRow(part, lines.number(), line);
      }
    }
  }

  private void readHeader(MergePart part, String line) throws JobFailure {
    header = line;
    columns = CsvFields.of(line).stream().map(String::strip).map(CsvFields::plain).toList();
    for (String key : keys) {
      if (!columns.contains(key)) {
        throw part.unfit("has no column \"" + key + "\", which is a key of the sum");
      }
    }
    isKey = new boolean[columns.size()];
    for (int i = 0; i < isKey.length; i++) {
      isKey[i] = keys.contains(columns.get(i));
    }
  }

  private void addRow(MergePart part, int number, String line) throws JobFailure {
    List<String> fields = CsvFields.of(line);
    if (fields.size() != columns.size()) {
      throw part.unfit(
          "has " + fields.size() + " columns in line " + number + ", its header " + columns.size());
    }
    List<BigDecimal> numbers = new ArrayList<>();
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < isKey.length; i++) {
      if (isKey[i]) {
        key.append(fields.get(i).strip()).append('\0');
      } else {
        numbers.add(number(part, number, i, fields.get(i)));
      }
    }
    Row known = rows.putIfAbsent(key.toString(), new Row(line, fields));
    if (known != null) {
      addTo(known, numbers);
    }
  }

  private BigDecimal number(MergePart part, int line, int column, String field) throws JobFailure {
    return ExactNumbers.parse(field.strip())
        .orElseThrow(
            () ->
                part.unfit(
                    "has in line "
                        + line
                        + ", column "
                        + LogExcerpt.clean(columns.get(column))
                        + " no number that can be added: \""
                        + LogExcerpt.clean(field)
                        + "\""));
  }

  private void addTo(Row row, List<BigDecimal> numbers) {
    List<BigDecimal> sums = row.sums;
    if (sums == null) {
      sums = new ArrayList<>();
      for (int i = 0; i < isKey.length; i++) {
        if (!isKey[i]) {
          sums.add(ExactNumbers.parse(row.fields.get(i).strip()).orElseThrow());
        }
      }
      row.sums = sums;
    }
    for (int i = 0; i < numbers.size(); i++) {
      sums.set(i, sums.get(i).add(numbers.get(i)));
    }
  }

  private String text(Row row) {
    List<BigDecimal> sums = row.sums;
    if (sums == null) {
      return row.text;
    }
    StringBuilder line = new StringBuilder();
    int next = 0;
    for (int i = 0; i < isKey.length; i++) {
      line.append(i == 0 ? "" : ",");
      line.append(isKey[i] ? row.fields.get(i) : sums.get(next++).toPlainString());
    }
    return row.text.endsWith("\r") && !isKey[isKey.length - 1] ? line + "\r" : line.toString();
  }
}
