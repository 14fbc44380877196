package dev.trainyard.config;

import dev.trainyard.model.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// Where the `spec` of an object and its fields stand in the text of a file.
///
/// @param text of the whole file
/// @param keyEnd the end of the word `spec`
/// @param isFlow whether it is written in braces
/// @param start of the map
/// @param end of its last value; a comment may follow
/// @param endsInBlock whether its last value is a text that is ended by its indentation alone
record SpecText(
    String text,
    int keyEnd,
    boolean isFlow,
    int start,
    List<Field> fields,
    int end,
    boolean endsInBlock) {

  /// One field of the map, from the first character of its key to behind the last of its value.
  ///
  /// @param isScalar whether its value is written on the line of its key: no map, list or long text
  record Field(String name, int key, int value, int end, boolean isScalar) {}

  /// Finds the spec in a file that a [YamlReader] has accepted.
  ///
  /// @return null if there is none that is a map
  static @Nullable SpecText find(String text) {
    return new Search(text).find();
  }

  @Nullable Field field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElse(null);
  }

  /// The start of the line that holds a character.
  int lineStart(int index) {
    return text.lastIndexOf('\n', index - 1) + 1;
  }

  /// Behind the line break of the line that holds a character, or the end of the text.
  int lineEnd(int index) {
    int end = text.indexOf('\n', index);
    return end < 0 ? text.length() : end + 1;
  }

  /// The line break that the file is written with.
  String lineBreak() {
    int first = text.indexOf('\n');
    return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
  }

  Position at(String path, int index) {
    int line = (int) text.substring(0, index).chars().filter(c -> c == '\n').count() + 1;
    return new Position(path, line, index - lineStart(index) + 1);
  }

  /// Walks the parser's events up to the end of the spec.
  private static final class Search {
    private final String text;
    private final Parser parser;
    private boolean endsInBlock;

    Search(String text) {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(Integer.MAX_VALUE); // the limit in bytes was checked before
      this.text = text;
      this.parser = new ParserImpl(new StreamReader(text), options);
    }

    @Nullable SpecText find() {
      parser.getEvent(); // the start of the stream
      parser.getEvent(); // the start of the document
      if (!(parser.getEvent() instanceof MappingStartEvent)) {
        return null;
      }
      while (parser.getEvent() instanceof ScalarEvent key) {
        Event value = parser.getEvent();
        if (key.getValue().equals("spec")) {
          return value instanceof MappingStartEvent map ? spec(key, map) : null;
        }
        skip(value);
      }
      return null;
    }

    private SpecText spec(ScalarEvent key, MappingStartEvent map) {
      List<Field> fields = new ArrayList<>();
      int end = index(map.getEndMark());
      while (parser.getEvent() instanceof ScalarEvent name) {
        Event value = parser.getEvent();
        end = skip(value);
        boolean scalar = value instanceof ScalarEvent s && !s.isLiteral() && !s.isFolded();
        fields.add(
            new Field(
                name.getValue(),
                index(name.getStartMark()),
                index(value.getStartMark()),
                end,
                scalar));
      }
      return new SpecText(
          text,
          index(key.getEndMark()),
          map.isFlow(),
          index(map.getStartMark()),
          List.copyOf(fields),
          end,
          endsInBlock);
    }

    /// Passes over a value.
    ///
    /// @return where its last character ends
    private int skip(Event value) {
      if (value instanceof ScalarEvent scalar) {
        endsInBlock = scalar.isLiteral() || scalar.isFolded();
        return index(scalar.getEndMark());
      }
      int end = index(value.getEndMark());
      Event next = parser.getEvent();
      while (!next.is(Event.ID.MappingEnd) && !next.is(Event.ID.SequenceEnd)) {
        end = skip(next);
        next = parser.getEvent();
      }
      if (value instanceof CollectionStartEvent collection && collection.isFlow()) {
        endsInBlock = false;
        return index(next.getEndMark());
      }
      return end;
    }

    private int index(Mark mark) {
      return text.offsetByCodePoints(0, mark.getIndex());
    }
  }
}
