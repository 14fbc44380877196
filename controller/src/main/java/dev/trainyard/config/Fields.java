package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The fields of a map that its schema has accepted. What does not have the wanted shape is an
/// exception of any kind: the schema has left something open.
record Fields(JsonNode map) {

  String text(String name) {
    return textOf(node(name));
  }

  @Nullable String textOrNull(String name) {
    return has(name) ? text(name) : null;
  }

  boolean bool(String name) {
    JsonNode node = node(name);
    require(node.isBoolean(), node);
    return node.booleanValue();
  }

  int integer(String name) {
    return integerOf(node(name));
  }

  @Nullable Integer integerOrNull(String name) {
    return has(name) ? integer(name) : null;
  }

  long whole(String name) {
    return wholeOf(node(name));
  }

  @Nullable Long wholeOrNull(String name) {
    return has(name) ? whole(name) : null;
  }

  double number(String name) {
    JsonNode node = node(name);
    require(node.isNumber(), node);
    return node.doubleValue();
  }

  ByteSize bytes(String name) {
    return ByteSize.parse(text(name));
  }

  Duration duration(String name) {
    return Durations.parse(text(name));
  }

  /// The constant whose word this is.
  <E extends Enum<E>> E word(String name, E[] constants) {
    String text = text(name);
    for (E constant : constants) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(text);
  }

  @Nullable Boolean boolOrNull(String name) {
    return has(name) ? bool(name) : null;
  }

  @Nullable Number numberOrNull(String name) {
    return has(name) ? node(name).numberValue() : null;
  }

  /// Values of any kind.
  List<Object> list(String name) {
    return list(node(name), Fields::valueOf);
  }

  Object value(String name) {
    return valueOf(node(name));
  }

  /// The maps that this holds, by their names.
  <T> Map<String, T> byName(Function<Fields, T> read) {
    return map(map, item -> read.apply(fieldsOf(item)));
  }

  Fields in(String name) {
    return fieldsOf(node(name));
  }

  <T> @Nullable T inOrNull(String name, Function<Fields, T> read) {
    return has(name) ? read.apply(in(name)) : null;
  }

  List<String> texts(String name) {
    return list(node(name), Fields::textOf);
  }

  List<List<String>> textLists(String name) {
    return list(node(name), item -> list(item, Fields::textOf));
  }

  List<Integer> integers(String name) {
    return list(node(name), Fields::integerOf);
  }

  List<Long> wholes(String name) {
    return list(node(name), Fields::wholeOf);
  }

  <T> List<T> each(String name, Function<Fields, T> read) {
    return list(node(name), item -> read.apply(fieldsOf(item)));
  }

  Map<String, String> textsByName(String name) {
    return map(node(name), Fields::textOf);
  }

  Map<String, Object> values(String name) {
    return map(node(name), Fields::valueOf);
  }

  boolean has(String name) {
    return map.has(name);
  }

  private JsonNode node(String name) {
    return Objects.requireNonNull(map.get(name), name);
  }

  private static Fields fieldsOf(JsonNode node) {
    require(node.isObject(), node);
    return new Fields(node);
  }

  private static String textOf(JsonNode node) {
    require(node.isTextual(), node);
    return node.textValue();
  }

  private static int integerOf(JsonNode node) {
    require(node.isInt(), node);
    return node.intValue();
  }

  private static long wholeOf(JsonNode node) {
    require(node.isIntegralNumber(), node);
    return node.longValue();
  }

  private static Object valueOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.numberValue();
      case ARRAY -> list(node, Fields::valueOf);
      case OBJECT -> map(node, Fields::valueOf);
      case NULL, MISSING, BINARY, POJO -> throw new IllegalArgumentException(node.toString());
    };
  }

  private static <T> List<T> list(JsonNode node, Function<JsonNode, T> read) {
    require(node.isArray(), node);
    List<T> list = new ArrayList<>(node.size());
    for (JsonNode item : node) {
      list.add(read.apply(item));
    }
    return list;
  }

  private static <T> Map<String, T> map(JsonNode node, Function<JsonNode, T> read) {
    require(node.isObject(), node);
    Map<String, T> map = new LinkedHashMap<>();
    node.forEachEntry((name, value) -> map.put(name, read.apply(value)));
    return map;
  }

  private static void require(boolean holds, JsonNode node) {
    if (!holds) {
      throw new IllegalArgumentException(node.toString());
    }
  }
}
