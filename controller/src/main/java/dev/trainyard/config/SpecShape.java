package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.YardSpec;
import java.util.List;
import java.util.Map;

/// From the fields of a valid, completed document to those of its record: nearly the same.
final class SpecShape {
  /// Where a listener says what its trains are.
  private static final String TEMPLATE = "/starts/train";

  private SpecShape() {}

  static Class<? extends Spec> type(Kind kind) {
    return switch (kind) {
      case YARD -> YardSpec.class;
      case PACKAGE -> PackageSpec.class;
      case RUN_LIST -> RunListSpec.class;
      case RUN_LISTENER -> RunListenerSpec.class;
      case DATASET -> DatasetSpec.class;
      case ANALYSIS -> AnalysisSpec.class;
      case WAGON -> WagonSpec.class;
      case TRAIN -> TrainSpec.class;
      case PIPELINE -> PipelineSpec.class;
    };
  }

  /// Changes `spec` in place to the shape of its record.
  static void toRecord(Kind kind, ObjectNode spec) {
    switch (kind) {
      case YARD, PACKAGE, RUN_LIST, ANALYSIS, PIPELINE -> {}
      case DATASET -> rename(spec.withObject("/scopes"), "short", "shortFiles");
      case WAGON -> wagon(spec);
      case RUN_LISTENER -> {
        if (spec.at(TEMPLATE) instanceof ObjectNode train) {
          train.set("wagons", trainWagons(train.get("wagons")));
          train.put("suspend", false).put("rerun", 0);
        }
      }
      case TRAIN -> spec.set("wagons", trainWagons(spec.get("wagons")));
    }
  }

  /// Changes a record in place to the shape of its file.
  static void toFile(Kind kind, ObjectNode spec) {
    switch (kind) {
      case YARD, PACKAGE, RUN_LIST, ANALYSIS, PIPELINE -> {}
      case DATASET -> rename(spec.withObject("/scopes"), "shortFiles", "short");
      case WAGON -> {
        rename(spec, "software", "package");
        JsonNode input = spec.get("input");
        spec.set("input", input.get("mode"));
        spec.set("inputHeaderLines", input.get("headerLines"));
        for (JsonNode output : spec.get("outputs")) {
          ((ObjectNode) output).set("merge", oneKey(output.get("merge")));
        }
      }
      case RUN_LISTENER -> {
        if (spec.at(TEMPLATE) instanceof ObjectNode train) {
          wagonsOfFile(train);
          train.remove(List.of("suspend", "rerun"));
        }
      }
      case TRAIN -> wagonsOfFile(spec);
    }
  }

  private static void wagonsOfFile(ObjectNode train) {
    ObjectNode wagons = (ObjectNode) train.get("wagons");
    JsonNode labels = wagons.remove("enabled");
    if (labels != null) {
      wagons.removeAll().putObject("enabled").set("labels", labels);
    }
  }

  /// `{kind: sum, keys: [bin], ...}` as `{sum: {keys: [bin]}}`.
  private static ObjectNode oneKey(JsonNode merge) {
    String kind = merge.get("kind").textValue();
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    JsonNode options =
        switch (kind) {
          case "sum" -> nodes.objectNode().set("keys", merge.get("keys"));
          case "concatenate" -> nodes.objectNode().set("headerLines", merge.get("headerLines"));
          case "command" -> merge.get("command");
          default -> nodes.objectNode();
        };
    return nodes.objectNode().set(kind, options);
  }

  /// The record's component as the file calls it: turns `software` back into `package`.
  static String fieldOf(String component) {
    return switch (component) {
      case "software" -> "package";
      case "shortFiles" -> "short";
      default -> component;
    };
  }

  private static void rename(ObjectNode object, String from, String to) {
    JsonNode value = object.remove(from);
    if (value != null) {
      object.set(to, value);
    }
  }

  private static void wagon(ObjectNode spec) {
    rename(spec, "package", "software");
    spec.set("input", input(spec));
    for (JsonNode output : spec.get("outputs")) {
      ((ObjectNode) output).set("merge", merge(output.get("merge")));
    }
  }

  /// `{input: stream, inputHeaderLines: 1}` as `{input: {mode: stream, headerLines: 1}}`.
  private static ObjectNode input(ObjectNode spec) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("mode", spec.get("input").asText())
        .set("headerLines", spec.remove("inputHeaderLines"));
  }

  /// `{sum: {keys: [bin]}}` as `{kind: sum, keys: [bin], headerLines: 0, command: []}`.
  private static ObjectNode merge(JsonNode oneKey) {
    Map.Entry<String, JsonNode> chosen = oneKey.properties().iterator().next();
    JsonNode options = chosen.getValue();
    ArrayNode none = JsonNodeFactory.instance.arrayNode();
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", chosen.getKey())
        .put("headerLines", options.path("headerLines").asInt(0))
        .<ObjectNode>set("keys", options.has("keys") ? options.get("keys") : none)
        .set("command", options.isArray() ? options : none);
  }

  /// `{enabled: {labels: {a: b}}}` as `{named: [], enabled: {a: b}}`.
  private static ObjectNode trainWagons(JsonNode oneKey) {
    ObjectNode wagons = JsonNodeFactory.instance.objectNode();
    JsonNode enabled = oneKey.get("enabled");
    if (enabled != null) {
      wagons.set("enabled", enabled.get("labels"));
    }
    JsonNode named = oneKey.get("named");
    return wagons.set("named", named == null ? JsonNodeFactory.instance.arrayNode() : named);
  }
}
