package dev.trainyard.job;

import java.util.ArrayList;
import java.util.List;

/// The fields of a comma-separated line, as they are written: quotes stay, commas in quotes do not
/// divide.
final class CsvFields {
  private CsvFields() {}

  static List<String> of(String line) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(line.substring(from, i));
        from = i + 1;
      }
    }
    fields.add(line.substring(from));
    return fields;
  }

  /// A field without its quotes.
  static String plain(String field) {
    boolean quoted = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
    return quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field;
  }
}
