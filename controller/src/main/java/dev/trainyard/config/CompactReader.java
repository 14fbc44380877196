package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/// Reads what [CompactWriter] wrote. Anything else ends in an exception or in some other tree,
/// never in more work than there are bytes.
final class CompactReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final byte[] data;
  private final String[] words;
  private int at;

  CompactReader(byte[] data, int at, String[] words) {
    this.data = data;
    this.at = at;
    this.words = words;
  }

  int at() {
    return at;
  }

  void skip(int bytes) {
    at = Math.addExact(at, checked(bytes));
  }

  byte[] bytes() {
    int length = checked(number());
    at += length;
    return Arrays.copyOfRange(data, at - length, at);
  }

  String word() {
    return words[Math.toIntExact(number())];
  }

  /// A number of things that are still to come.
  int count() {
    return checked(number());
  }

  long number() {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = data[at++];
      number |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return number;
      }
    }
    throw new IllegalStateException("not a number");
  }

  /// A table of words.
  String[] table() {
    String[] table = new String[count()];
    for (int i = 0; i < table.length; i++) {
      int length = count();
      table[i] = new String(data, at, length, UTF_8);
      at += length;
    }
    return table;
  }

  JsonNode tree() {
    return switch (data[at++]) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> NODES.textNode(word());
      case 't' -> NODES.booleanNode(true);
      case 'f' -> NODES.booleanNode(false);
      case 'i' -> whole(number());
      case 'd' -> NODES.numberNode(Double.longBitsToDouble(number()));
      default -> throw new IllegalStateException("not a tree");
    };
  }

  private static JsonNode whole(long value) {
    return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
  }

  private ObjectNode object() {
    ObjectNode object = NODES.objectNode();
    int size = count();
    for (int i = 0; i < size; i++) {
      String name = word();
      object.set(name, tree());
    }
    return object;
  }

  private ArrayNode array() {
    int size = count();
    ArrayNode array = NODES.arrayNode(size);
    for (int i = 0; i < size; i++) {
      array.add(tree());
    }
    return array;
  }

  private int checked(long length) {
    if (length < 0 || length > data.length - at) {
      throw new IllegalStateException("cut off");
    }
    return (int) length;
  }
}
