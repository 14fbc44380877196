package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The text of a schema as a tree. It is JSON that came with the application, and a JSON library
/// takes longer to start than this to read all schemas.
final class SchemaText {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String text;
  private int at;

  private SchemaText(String text) {
    this.text = text;
  }

  /// @throws IllegalStateException if the text is not JSON
  static JsonNode read(String text) {
    SchemaText reader = new SchemaText(text);
    JsonNode value = reader.value();
    reader.require(reader.next() == 0);
    return value;
  }

  private JsonNode value() {
    return switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> NODES.textNode(string());
      case 't' -> word("true", NODES.booleanNode(true));
      case 'f' -> word("false", NODES.booleanNode(false));
      case 'n' -> word("null", NODES.nullNode());
      default -> number();
    };
  }

  private ObjectNode object() {
    ObjectNode object = NODES.objectNode();
    at++;
    while (next() != '}') {
      String name = string();
      require(next() == ':');
      at++;
      object.set(name, value());
      comma('}');
    }
    at++;
    return object;
  }

  private ArrayNode array() {
    ArrayNode array = NODES.arrayNode();
    at++;
    while (next() != ']') {
      array.add(value());
      comma(']');
    }
    at++;
    return array;
  }

  private void comma(char end) {
    char next = next();
    require(next == ',' || next == end);
    at += next == ',' ? 1 : 0;
  }

  private String string() {
    require(next() == '"');
    int start = at + 1;
    String plain = text.substring(start, Math.max(start, text.indexOf('"', start)));
    if (plain.indexOf('\\') < 0) {
      at = start + plain.length();
      require(charAt(at++) == '"');
      return plain;
    }
    StringBuilder string = new StringBuilder();
    at = start;
    while (charAt(at) != '"') {
      string.append(charAt(at) == '\\' ? escaped() : charAt(at++));
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char letter = charAt(at + 1);
    at += 2;
    return switch (letter) {
      case '"', '\\', '/' -> letter;
      case 'n' -> '\n';
      case 't' -> '\t';
      default -> throw broken();
    };
  }

  private JsonNode word(String word, JsonNode value) {
    require(text.startsWith(word, at));
    at += word.length();
    return value;
  }

  private JsonNode number() {
    int start = at;
    while ("-.0123456789".indexOf(charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    require(!number.isEmpty());
    return number.contains(".") ? NODES.numberNode(Double.parseDouble(number)) : whole(number);
  }

  private static JsonNode whole(String number) {
    long whole = Long.parseLong(number);
    return whole == (int) whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
  }

  /// The next character that says something, or 0 at the end.
  private char next() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private char charAt(int index) {
    require(index < text.length());
    return text.charAt(index);
  }

  private void require(boolean holds) {
    if (!holds) {
      throw broken();
    }
  }

  private IllegalStateException broken() {
    return new IllegalStateException("not a schema, at character " + at);
  }
}
