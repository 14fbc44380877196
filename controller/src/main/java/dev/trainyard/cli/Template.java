package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.FieldGuide;
import dev.trainyard.config.FieldGuide.Field;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file that commands write for users. `{{name}}` is filled in; a line of YAML that ends in `#?`
/// gets what the schema says of its field as comments above it.
record Template(String text) {
  private static final String EXPLAIN = "#?";
  private static final int WIDTH = 100;
  private static final Pattern HOLE = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]*");
  private static final Set<String> WORDS =
      Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");
  private static final Pattern KEY =
      Pattern.compile("( *)(# )?((?:- )?)([A-Za-z]+):.*", Pattern.DOTALL);

  /// A text as a value of YAML: as it is where it stays a text, else quoted.
  static String value(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : new Json().line(text);
  }

  /// A template that comes with the application.
  static Template of(String name) {
    try (InputStream in = Template.class.getResourceAsStream("new/" + name)) {
      return new Template(new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("a damaged application: " + name, e);
    }
  }

  /// The text with all holes filled.
  String fill(Map<String, String> values) {
    return HOLE.matcher(text)
        .replaceAll(
            hole ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(values.get(hole.group(1)), hole.group(1))));
  }

  /// The text of an object of a kind, with holes filled and fields explained.
  String fill(String kind, Map<String, String> values) {
    FieldGuide guide = FieldGuide.of(kind);
    Deque<Level> path = new ArrayDeque<>();
    List<String> lines = new ArrayList<>();
    for (String line : fill(values).lines().toList()) {
      Matcher key = KEY.matcher(line);
      if (!key.matches()) {
        lines.add(line);
        continue;
      }
      int indent = key.group(1).length() + key.group(3).length();
      while (!path.isEmpty() && path.peekLast().indent >= indent) {
        path.removeLast();
      }
      path.addLast(new Level(indent, key.group(4)));
      if (line.endsWith(EXPLAIN)) {
        explain(guide, path, key.group(1)).forEach(lines::add);
        line = line.substring(0, line.length() - EXPLAIN.length()).stripTrailing();
      }
      lines.add(line);
    }
    return String.join("\n", lines) + "\n";
  }

  private record Level(int indent, String key) {}

  private static List<String> explain(FieldGuide guide, Deque<Level> path, String indent) {
    List<String> keys = path.stream().map(Level::key).toList();
    Optional<Field> field = guide.field(keys);
    if (field.isEmpty()) {
      throw new IllegalStateException("a template explains what there is not: " + keys);
    }
    List<String> allowed = field.get().allowed();
    String choice = allowed.isEmpty() ? "" : " One of " + String.join(", ", allowed) + ".";
    return wrapped(field.get().description() + choice, indent + "# ");
  }

  private static List<String> wrapped(String text, String start) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(start);
    Iterator<String> words = List.of(text.split(" ")).iterator();
    while (words.hasNext()) {
      String word = words.next();
      if (line.length() + word.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(start);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
