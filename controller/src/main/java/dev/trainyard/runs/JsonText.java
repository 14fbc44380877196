package dev.trainyard.runs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.work.RunTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A JSON list of objects, one a run. What is null or left out is not known.
final class JsonText {
  private JsonText() {}

  static RunTable table(String text, RunColumns columns) throws SourceException {
    Object[] rows;
    try {
      rows = new Json().read(text.getBytes(UTF_8), Object[].class);
    } catch (MalformedJsonException e) {
      throw new SourceException("HalfWritten", "it is no JSON list: " + e.getMessage());
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(columns.run());
    columns.fields().forEach(field -> names.add(field.column()));
    List<String> heading = List.copyOf(names);
    RunColumns.Reader reader = columns.new Reader(heading);
    for (Object row : rows) {
      if (!(row instanceof Map<?, ?> map)) {
        throw new SourceException("UnreadableValue", "an entry of the list is no object");
      }
      List<@Nullable Object> values = new ArrayList<>();
      heading.forEach(name -> values.add(map.get(name)));
      reader.add(values);
    }
    return reader.table();
  }
}
