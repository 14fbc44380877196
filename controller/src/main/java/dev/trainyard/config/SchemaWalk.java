package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A schema applied by hand, to the usual file: one that is valid. It says yes only where the
/// schema library would, and leaves every other answer to the library, which takes longer to start
/// than a yard to check. `SchemaWalkFuzz` holds the two against each other.
final class SchemaWalk {
  private static final String DEFINITION = "#/$defs/";

  private final Map<String, SchemaPart> definitions = new HashMap<>();
  private final SchemaPart top;

  SchemaWalk(JsonNode schema) {
    schema
        .path("$defs")
        .forEachEntry((name, part) -> definitions.put(name, new SchemaPart(this, part)));
    top = SchemaPart.top(this, schema);
  }

  /// Whether the document is surely valid.
  boolean accepts(JsonNode document) {
    return top.accepts(document);
  }

  /// What a `$ref` stands for, if that is among the definitions of the schema.
  Optional<SchemaPart> definition(String ref) {
    return ref.startsWith(DEFINITION)
        ? Optional.ofNullable(definitions.get(ref.substring(DEFINITION.length())))
        : Optional.empty();
  }
}
