package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.config.FieldGuide.Field;
import dev.trainyard.config.FieldGuide.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Words for one part of a schema.
record FieldText(JsonNode schema, List<String> path, JsonNode part) {

  /// The field without what is below it.
  Field field(Need need, String change) {
    JsonNode preset = part.has("default") ? part.get("default") : resolved(part).get("default");
    return new Field(
        String.join(".", path),
        type(part),
        need,
        part.path("description").asText(resolved(part).path("description").asText("")),
        preset == null ? null : preset.toString(),
        allowed(resolved(part)),
        rule(part),
        change,
        List.of(),
        List.of());
  }

  private JsonNode resolved(JsonNode some) {
    JsonNode ref = some.get("$ref");
    return ref == null ? some : schema.at(ref.textValue().substring(1));
  }

  private String type(JsonNode some) {
    JsonNode resolved = resolved(some);
    if (resolved.has("enum") || resolved.has("const")) {
      return "word";
    }
    JsonNode type = resolved.path("type");
    String word =
        type.isArray()
            ? type.valueStream().map(JsonNode::asText).collect(Collectors.joining(" or "))
            : type.asText("any");
    return switch (word) {
      case "array" -> "list of " + many(type(resolved.path("items")));
      case "object" -> ofObject(resolved);
      case "string" -> "text";
      case "integer" -> "whole number";
      case "boolean" -> "true or false";
      default -> word.replace("string", "text").replace("boolean", "true or false");
    };
  }

  private String ofObject(JsonNode resolved) {
    return resolved.path("additionalProperties").isObject()
        ? "map of names to " + many(type(resolved.get("additionalProperties")))
        : "object";
  }

  private static String many(String type) {
    return switch (type) {
      case "text", "word", "object", "number", "whole number" -> type + "s";
      default -> type.contains(" or ") ? "values (" + type + ")" : type;
    };
  }

  private static List<String> allowed(JsonNode resolved) {
    if (resolved.has("const")) {
      return List.of(resolved.get("const").asText());
    }
    return resolved.path("enum").valueStream().map(JsonNode::asText).toList();
  }

  private String rule(JsonNode some) {
    List<String> rules = new ArrayList<>();
    for (JsonNode at = resolved(some); ; at = resolved(at.get("items"))) {
      String remedy =
          at.path("x-remedy").asText(at.path("propertyNames").path("x-remedy").asText(""));
      if (!remedy.isEmpty()) {
        rules.add(remedy);
      }
      range(at, rules);
      if (!at.has("items")) {
        return String.join("; ", rules);
      }
    }
  }

  private static void range(JsonNode at, List<String> rules) {
    if (at.has("pattern")) {
      return; // the remedy says it
    }
    add(rules, "at least ", at.get("minimum"));
    add(rules, "more than ", at.get("exclusiveMinimum"));
    add(rules, "at most ", at.get("maximum"));
    add(rules, "less than ", at.get("exclusiveMaximum"));
  }

  private static void add(List<String> rules, String words, @Nullable JsonNode limit) {
    if (limit != null) {
      rules.add(words + limit.asText());
    }
  }
}
