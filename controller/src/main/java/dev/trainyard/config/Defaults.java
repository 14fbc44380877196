package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.Schemas.KindSchema;

/// Fills in what a document leaves out, with the `default` values of its schema.
record Defaults(KindSchema schema) {

  /// The document itself, completed in place.
  ObjectNode fill(ObjectNode document) {
    fill(document, schema.text());
    return document;
  }

  /// A part of a document, likewise.
  JsonNode fill(JsonNode value, JsonNode part) {
    JsonNode resolved = schema.resolved(part);
    if (value instanceof ObjectNode object) {
      resolved
          .path("properties")
          .forEachEntry((name, property) -> fillProperty(object, name, property));
      JsonNode others = schema.resolved(resolved.path("additionalProperties"));
      if (others.has("properties")) {
        object.forEachEntry((_, entry) -> fill(entry, others));
      }
    } else if (value.isArray() && resolved.has("items")) {
      value.forEach(item -> fill(item, resolved.get("items")));
    }
    return value;
  }

  private void fillProperty(ObjectNode object, String name, JsonNode property) {
    JsonNode preset = property.has("default") ? property : schema.resolved(property);
    if (!object.has(name) && preset.has("default")) {
      object.set(name, preset.get("default").deepCopy());
    }
    if (object.has(name)) {
      fill(object.get(name), property);
    }
  }
}
