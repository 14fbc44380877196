package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a part of a schema says, word by word. It knows the words that our schemas use; where it
/// meets any other, it is never sure, and accepts nothing.
final class SchemaPart {
  private static final int OBJECT = 1;
  private static final int ARRAY = 2;
  private static final int STRING = 4;
  private static final int BOOLEAN = 8;
  private static final int NUMBER = 16;
  private static final int INTEGER = 32;

  private final SchemaWalk schema;
  private final Map<String, SchemaPart> properties = new HashMap<>();
  private final List<String> required = new ArrayList<>();
  private final List<String> choices = new ArrayList<>();
  private final Set<JsonNode> values = new HashSet<>();
  private final Range entries = new Range();
  private final Range items = new Range();
  private final Range characters = new Range();
  private final Range number = new Range();
  private int types;
  private @Nullable String ref;
  private @Nullable SchemaPart otherProperty;
  private @Nullable SchemaPart propertyName;
  private @Nullable SchemaPart item;
  private @Nullable Pattern pattern;
  private boolean closed;
  private boolean distinct;
  private boolean unsure;

  SchemaPart(SchemaWalk schema, JsonNode part) {
    this.schema = schema;
    this.unsure = !part.isObject();
    part.forEachEntry(this::understand);
  }

  private SchemaPart(SchemaWalk schema) {
    this.schema = schema;
  }

  /// The whole schema, which says more about itself than its parts may.
  static SchemaPart top(SchemaWalk schema, JsonNode text) {
    SchemaPart top = new SchemaPart(schema);
    text.forEachEntry(
        (word, value) -> {
          if (!word.equals("$schema") && !word.equals("$id") && !word.equals("$defs")) {
            top.understand(word, value);
          }
        });
    return top;
  }

  /// The least and the most of something, both included.
  private static final class Range {
    private double least = Double.NEGATIVE_INFINITY;
    private double most = Double.POSITIVE_INFINITY;

    boolean holds(double value) {
      return value >= least && value <= most;
    }
  }

  private void understand(String word, JsonNode value) {
    switch (word) {
      case "title", "description", "default", "examples", "x-problem", "x-remedy", "x-mutable" -> {}
      case "$ref" -> ref = value.asText();
      case "type" -> type(value);
      case "const" -> values(List.of(value));
      case "enum" -> values(value);
      case "required" -> value.forEach(name -> required.add(name.asText()));
      case "oneOf" -> value.forEach(this::choice);
      case "properties" -> value.forEachEntry((name, it) -> properties.put(name, part(it)));
      case "additionalProperties" -> others(value);
      case "propertyNames" -> propertyName = part(value);
      case "items" -> item = part(value);
      case "uniqueItems" -> distinct = value.asBoolean();
      case "pattern" -> pattern = Pattern.compile(value.asText());
      default -> limit(word, value.isNumber() ? value.doubleValue() : Double.NaN);
    }
  }

  private void limit(String word, double limit) {
    switch (word) {
      case "minProperties" -> entries.least = limit;
      case "maxProperties" -> entries.most = limit;
      case "minItems" -> items.least = limit;
      case "maxItems" -> items.most = limit;
      case "minLength" -> characters.least = limit;
      case "maxLength" -> characters.most = limit;
      case "minimum" -> number.least = Math.max(number.least, limit);
      case "exclusiveMinimum" -> number.least = Math.max(number.least, Math.nextUp(limit));
      case "maximum" -> number.most = limit;
      default -> unsure = true;
    }
  }

  private SchemaPart part(JsonNode text) {
    return new SchemaPart(schema, text);
  }

  private void type(JsonNode value) {
    if (value.isArray()) {
      value.forEach(this::type);
      return;
    }
    types |=
        switch (value.asText()) {
          case "object" -> OBJECT;
          case "array" -> ARRAY;
          case "string" -> STRING;
          case "boolean" -> BOOLEAN;
          case "number" -> NUMBER;
          case "integer" -> INTEGER;
          default -> unknown();
        };
  }

  private int unknown() {
    unsure = true;
    return 0;
  }

  /// Of two lists of values, only what is in both would be valid.
  private void values(Iterable<JsonNode> allowed) {
    unsure |= !values.isEmpty();
    allowed.forEach(values::add);
  }

  private void others(JsonNode value) {
    closed = value.isBoolean() && !value.booleanValue();
    otherProperty = value.isObject() ? part(value) : null;
  }

  /// An alternative is understood if it is that one field is there.
  private void choice(JsonNode alternative) {
    JsonNode fields = alternative.path("required");
    unsure |= alternative.size() != 1 || fields.size() != 1;
    choices.add(fields.path(0).asText());
  }

  /// Whether a value is surely valid here.
  boolean accepts(JsonNode value) {
    return !unsure
        && (types == 0 || (types & typesOf(value)) != 0)
        && (values.isEmpty() || values.contains(value))
        && (choices.isEmpty() || value.isObject())
        && (ref == null || schema.definition(ref).map(it -> it.accepts(value)).orElse(false))
        && content(value);
  }

  private static int typesOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> OBJECT;
      case ARRAY -> ARRAY;
      case STRING -> STRING;
      case BOOLEAN -> BOOLEAN;
      case NUMBER -> value.isIntegralNumber() ? INTEGER | NUMBER : NUMBER;
      case NULL, MISSING, BINARY, POJO -> 0;
    };
  }

  private boolean content(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> object(value);
      case ARRAY -> array(value);
      case STRING -> text(value.textValue());
      case NUMBER -> number.holds(value.doubleValue());
      case BOOLEAN -> true;
      case NULL, MISSING, BINARY, POJO -> false;
    };
  }

  private boolean object(JsonNode object) {
    if (!entries.holds(object.size()) || !hasWhatItMust(object)) {
      return false;
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!property(entry.getKey(), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean hasWhatItMust(JsonNode object) {
    for (String name : required) {
      if (!object.has(name)) {
        return false;
      }
    }
    int chosen = 0;
    for (String name : choices) {
      chosen += object.has(name) ? 1 : 0;
    }
    return choices.isEmpty() || chosen == 1;
  }

  private boolean property(String name, JsonNode value) {
    SchemaPart known = properties.get(name);
    SchemaPart part = known == null ? otherProperty : known;
    return (known != null || !closed)
        && (part == null || part.accepts(value))
        && (propertyName == null || propertyName.accepts(TextNode.valueOf(name)));
  }

  private boolean array(JsonNode array) {
    if (!items.holds(array.size()) || (distinct && !isDistinct(array))) {
      return false;
    }
    if (item != null) {
      for (JsonNode value : array) {
        if (!item.accepts(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /// Of texts and whole numbers it is plain when they are equal.
  private static boolean isDistinct(JsonNode array) {
    Set<JsonNode> seen = new HashSet<>();
    for (JsonNode value : array) {
      if (!(value.isTextual() || value.isIntegralNumber()) || !seen.add(value)) {
        return false;
      }
    }
    return true;
  }

  /// The library looks for a match anywhere; all of the text is one of these.
  private boolean text(String text) {
    return characters.holds(text.codePointCount(0, text.length()))
        && (pattern == null || pattern.matcher(text).matches());
  }
}
