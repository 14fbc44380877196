package dev.trainyard.runs;

import dev.trainyard.model.work.RunTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Comma-separated values as RFC 4180 has them, with a heading. An empty field is a value that is
/// not known, unless it stands in quotes.
final class CsvText {
  private final String text;
  private int at;

  private CsvText(String text) {
    this.text = text;
  }

  /// Reads a table.
  ///
  /// @throws SourceException if the last line has no end, as in a file that is being written
  static RunTable table(String text, RunColumns columns) throws SourceException {
    if (!text.endsWith("\n")) {
      throw new SourceException("HalfWritten", "its last line does not end with a line break");
    }
    CsvText csv = new CsvText(text.startsWith("\uFEFF") ? text.substring(1) : text);
    List<String> heading = new ArrayList<>();
    csv.row().forEach(name -> heading.add(name == null ? "" : name));
    RunColumns.Reader reader = columns.new Reader(heading);
    int line = 1;
    while (csv.at < csv.text.length()) {
      List<@Nullable String> row = csv.row();
      line++;
      if (row.size() == 1 && row.getFirst() == null) {
        continue;
      }
      if (row.size() != heading.size()) {
        throw new SourceException(
            "HalfWritten",
            "line %d has %d fields, and not %d".formatted(line, row.size(), heading.size()));
      }
      reader.add(row);
    }
    return reader.table();
  }

  private List<@Nullable String> row() throws SourceException {
    List<@Nullable String> row = new ArrayList<>();
    row.add(field());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      row.add(field());
    }
    if (text.startsWith("\r\n", at)) {
      at += 2;
    } else if (at < text.length() && text.charAt(at) == '\n') {
      at++;
    } else {
      throw new SourceException(
          "HalfWritten", "a field in quotes has more behind its end, or none");
    }
    return row;
  }

  private @Nullable String field() throws SourceException {
    return at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
  }

  private @Nullable String plain() {
    int start = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String field = text.substring(start, at).strip();
    return field.isEmpty() ? null : field;
  }

  private String quoted() throws SourceException {
    StringBuilder field = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else {
        return field.toString();
      }
    }
    throw new SourceException("HalfWritten", "a field in quotes has no end");
  }
}
