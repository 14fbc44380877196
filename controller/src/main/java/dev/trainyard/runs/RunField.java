package dev.trainyard.runs;

import java.util.Map;

/// A field of runs, and the column that it comes from.
///
/// @param inverted of a flag: the column says the contrary
/// @param bits name to number, counted from 0, of bits
public record RunField(
    String name, String column, Type type, boolean inverted, Map<String, Integer> bits) {
  public RunField {
    bits = Map.copyOf(bits);
  }

  /// What values a field has.
  public enum Type {
    TEXT("text"),
    NUMBER("number"),
    FLAG("boolean"),
    BITS("bits");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
