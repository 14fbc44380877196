package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/// What a schema speaks of, in words for people.
final class SchemaTerms {
  private SchemaTerms() {}

  /// What to do about a value of another type.
  static String typeRemedy(JsonNode value, JsonNode part, String wanted) {
    List<String> types = types(part);
    if (types.contains("boolean") && value.isTextual()) {
      return "write true or false";
    } else if (types.contains("string") && value.isValueNode()) {
      return "write it in quotes";
    }
    boolean quotedNumber = value.isTextual() && !YamlScalars.isPlainText(value.textValue());
    return quotedNumber ? "write it without quotes" : "write " + wanted;
  }

  /// What to do about too few or too many.
  static String amount(boolean tooFew, int limit, String one, String many) {
    return "write at " + (tooFew ? "least " : "most ") + limit + " " + (limit == 1 ? one : many);
  }

  static List<String> types(JsonNode part) {
    JsonNode type = part.path("type");
    return type.isArray() ? texts(type) : List.of(type.asText());
  }

  static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  static String wanted(String type) {
    return switch (type) {
      case "string" -> "a text";
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      case "object" -> "a map";
      default -> type;
    };
  }

  static String found(JsonNode value) {
    return value.isArray() ? "a list" : "a map";
  }
}
