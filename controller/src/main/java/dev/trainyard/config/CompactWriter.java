package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// Trees in few bytes that [CompactReader] reads in little time: every text stands once, in a table
/// that is written last.
final class CompactWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, Integer> words;

  CompactWriter() {
    this(new LinkedHashMap<>());
  }

  private CompactWriter(Map<String, Integer> words) {
    this.words = words;
  }

  void bytes(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
  }

  /// A file: its path, its text, its document with the length of that.
  void entry(String path, byte[] text, JsonNode document) {
    word(path);
    bytes(text);
    CompactWriter nested = new CompactWriter(words);
    nested.tree(document);
    bytes(nested.written());
  }

  void word(String word) {
    int next = words.size();
    Integer known = words.putIfAbsent(word, next);
    number(known == null ? next : known);
  }

  /// A whole number; small ones take few bytes.
  void number(long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  void tree(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        out.write('{');
        number(node.size());
        node.forEachEntry(
            (name, value) -> {
              word(name);
              tree(value);
            });
      }
      case ARRAY -> {
        out.write('[');
        number(node.size());
        node.forEach(this::tree);
      }
      case STRING -> {
        out.write('"');
        word(node.textValue());
      }
      case BOOLEAN -> out.write(node.booleanValue() ? 't' : 'f');
      case NUMBER -> numeral(node);
      case NULL, MISSING, BINARY, POJO -> throw new IllegalArgumentException(node.toString());
    }
  }

  private void numeral(JsonNode node) {
    out.write(node.isIntegralNumber() ? 'i' : 'd');
    number(
        node.isIntegralNumber()
            ? node.longValue()
            : Double.doubleToRawLongBits(node.doubleValue()));
  }

  /// Everything that was written, without the table.
  byte[] written() {
    return out.toByteArray();
  }

  /// The table of words.
  byte[] table() {
    CompactWriter table = new CompactWriter();
    table.number(words.size());
    words.keySet().forEach(word -> table.bytes(word.getBytes(UTF_8)));
    return table.written();
  }
}
