package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.Schemas.KindSchema;
import dev.trainyard.json.Json;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.SpecFields;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Tells of each field of a spec whether it is as by default, in the words of files.
public final class EffectiveFields {
  private final Json json;
  private final Schemas schemas = new Schemas();

  public EffectiveFields(Json json) {
    this.json = json;
  }

  /// The fields of a spec.
  public SpecFields of(Spec spec) {
    SortedMap<String, String> own = json.leaves(written(spec));
    SortedMap<String, String> byDefault =
        new TreeMap<>(json.leaves(new SpecYaml(json).fields(spec)));
    byDefault.keySet().removeAll(own.keySet());
    byDefault.values().removeIf(Json.EMPTY::equals);
    return new SpecFields(own, byDefault);
  }

  /// The least that a file must hold to say this spec.
  ObjectNode written(Spec spec) {
    ObjectNode fields = new SpecYaml(json).fields(spec);
    KindSchema schema = schemas.of(SpecYaml.kind(spec));
    strip(schema, fields, schema.text().at("/properties/spec"));
    return fields;
  }

  private static void strip(KindSchema schema, JsonNode value, JsonNode part) {
    JsonNode resolved = schema.resolved(part);
    if (value instanceof ObjectNode object) {
      for (String name : List.copyOf(schema.properties(resolved))) {
        if (object.has(name)) {
          strip(schema, object, name, resolved.get("properties").get(name));
        }
      }
    } else if (value.isArray() && resolved.has("items")) {
      value.forEach(item -> strip(schema, item, resolved.get("items")));
    }
  }

  private static void strip(KindSchema schema, ObjectNode object, String name, JsonNode part) {
    JsonNode preset = part.has("default") ? part : schema.resolved(part);
    JsonNode value = object.get(name);
    if (preset.has("default") && filled(schema, preset.get("default"), part).equals(value)) {
      object.remove(name);
    } else {
      strip(schema, value, part);
    }
  }

  private static JsonNode filled(KindSchema schema, JsonNode preset, JsonNode part) {
    return new Defaults(schema).fill(preset.deepCopy(), part);
  }
}
