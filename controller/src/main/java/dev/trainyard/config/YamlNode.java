package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.trainyard.model.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A node of a YAML document and where it stands.
sealed interface YamlNode {
  Mark start();

  /// The same content without positions.
  JsonNode toJson();

  /// A place in a file; line and column count from 1.
  record Mark(int line, int column) {
    Position in(String path) {
      return new Position(path, line, column);
    }
  }

  /// A text, number, boolean or null.
  record Scalar(Mark start, ValueNode value) implements YamlNode {
    @Override
    public JsonNode toJson() {
      return value;
    }

    @Override
    public @Nullable YamlNode child(Object step) {
      return null;
    }
  }

  /// A list.
  record Sequence(Mark start, List<YamlNode> items) implements YamlNode {
    @Override
    public JsonNode toJson() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
      items.forEach(item -> array.add(item.toJson()));
      return array;
    }

    @Override
    public @Nullable YamlNode child(Object step) {
      return step instanceof Integer i && i >= 0 && i < items.size() ? items.get(i) : null;
    }
  }

  /// A map, in the order of the text.
  record Mapping(Mark start, Map<String, Entry> entries) implements YamlNode {
    @Override
    public JsonNode toJson() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().toJson()));
      return object;
    }

    @Override
    public @Nullable YamlNode child(Object step) {
      Entry entry = entries.get(step.toString());
      return entry == null ? null : entry.value();
    }
  }

  /// One key of a map and its value.
  record Entry(Mark key, YamlNode value) {}

  /// Where the value at this path stands; a path that leads nowhere ends at its last known node.
  default Mark valueAt(List<?> path) {
    YamlNode node = this;
    for (Object step : path) {
      YamlNode next = node.child(step);
      if (next == null) {
        return node.start();
      }
      node = next;
    }
    return node.start();
  }

  /// Where the key of the value at this path stands; for an entry of a list, the entry itself.
  default Mark keyAt(List<?> path) {
    if (path.isEmpty()) {
      return start();
    }
    YamlNode parent = this;
    for (Object step : path.subList(0, path.size() - 1)) {
      YamlNode next = parent.child(step);
      if (next == null) {
        return parent.start();
      }
      parent = next;
    }
    Entry entry = parent instanceof Mapping map ? map.entries.get(path.getLast()) : null;
    return entry == null ? valueAt(path) : entry.key();
  }

  /// The text at this path, if there is one.
  default Optional<String> text(String... path) {
    @Nullable YamlNode node = this;
    for (String step : path) {
      node = node == null ? null : node.child(step);
    }
    return node instanceof Scalar scalar
        ? Optional.ofNullable(scalar.value().textValue())
        : Optional.empty();
  }

  /// The value under a key or index, or null if there is none.
  @Nullable YamlNode child(Object step);
}
