package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/// A tree as YAML in block style. Equal trees give equal text; any text reads back as it was, by a
/// YAML 1.1 reader too, except that forbidden characters are replaced.
final class YamlWriter {
  private static final int STEP = 2;
  private static final int LONGEST_KEY = 200;

  /// What may stand in a text without quotes, besides letters, digits and single signs below.
  private static final String PLAIN_SIGNS = "_./@+,()=;%<>!?'~$*&-";

  /// Words that some reader takes for something else.
  private static final Set<String> RESERVED =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /// The text of a map that is not empty.
  static String write(JsonNode root) {
    YamlWriter writer = new YamlWriter();
    writer.block(root, 0);
    return writer.out.toString();
  }

  private void block(JsonNode node, int indent) {
    if (node.isObject()) {
      node.forEachEntry(
          (key, value) -> {
            out.repeat(' ', indent).append(key(key)).append(':');
            value(value, indent);
          });
    } else {
      node.forEach(item -> item(item, indent));
    }
  }

  private void item(JsonNode item, int indent) {
    int dash = out.length() + indent;
    if (isNested(item)) {
      block(item, indent + STEP);
      out.setCharAt(dash, '-');
    } else {
      out.repeat(' ', indent).append('-');
      value(item, indent);
    }
  }

  /// What follows `key:` or `-`.
  private void value(JsonNode value, int indent) {
    if (isNested(value)) {
      out.append('\n');
      block(value, indent + STEP);
    } else if (value.isTextual()) {
      out.append(' ');
      text(clean(value.textValue()), indent + STEP);
    } else {
      out.append(' ').append(value.isObject() ? "{}" : value.isArray() ? "[]" : value.asText());
      out.append('\n');
    }
  }

  private static boolean isNested(JsonNode node) {
    return node.isContainerNode() && !node.isEmpty();
  }

  private static String key(String key) {
    String clean = clean(key);
    if (clean.length() > LONGEST_KEY) {
      throw new IllegalStateException("too long a key for a status: " + Wording.shown(key));
    }
    return isPlain(clean) ? clean : quoted(clean);
  }

  private void text(String text, int indent) {
    if (isPlain(text)) {
      out.append(text).append('\n');
    } else if (isLiteral(text)) {
      out.append(text.endsWith("\n") ? "|" : "|-").append('\n');
      text.lines()
          .forEach(line -> out.repeat(' ', line.isEmpty() ? 0 : indent).append(line).append('\n'));
    } else {
      out.append(quoted(text)).append('\n');
    }
  }

  /// Whether a text may stand without quotes; none does that starts like a number or date.
  private static boolean isPlain(String text) {
    if (text.isEmpty() || RESERVED.contains(text.toLowerCase(Locale.ROOT))) {
      return false;
    }
    char first = text.charAt(0);
    return (Character.isLetter(first) || first == '/')
        && IntStream.range(1, text.length()).allMatch(i -> isPlain(text, i));
  }

  /// A colon must not end a word, a blank neither end the text nor stand beside `#` or a blank.
  private static boolean isPlain(String text, int index) {
    char c = text.charAt(index);
    char next = index + 1 < text.length() ? text.charAt(index + 1) : '\n';
    return switch (c) {
      case ':' -> !Character.isWhitespace(next) && next != ':';
      case ' ' -> !Character.isWhitespace(next) && next != ':' && next != '#';
      default -> Character.isLetterOrDigit(c) || PLAIN_SIGNS.indexOf(c) >= 0;
    };
  }

  /// Whether a block literal holds this text exactly: several lines, no blank at either end.
  private static boolean isLiteral(String text) {
    int first = text.isEmpty() ? ' ' : text.charAt(0);
    return text.strip().contains("\n")
        && !Character.isWhitespace(first)
        && text.indexOf('\r') < 0
        && text.indexOf('\t') < 0
        && !text.endsWith("\n\n")
        && !text.endsWith(" ")
        && !text.endsWith(" \n");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /// The text without what a reader would refuse: forbidden characters, halves of characters.
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().map(c -> isUnwritable(c) ? 0xFFFD : c).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isUnwritable(int c) {
    return YamlText.isForbidden(c) || c == 0xFEFF || (c >= 0xD800 && c < 0xE000);
  }
}
