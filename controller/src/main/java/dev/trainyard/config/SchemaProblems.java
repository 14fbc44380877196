package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import dev.trainyard.config.Schemas.KindSchema;
import dev.trainyard.config.YamlNode.Mark;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/// A validator's errors about one document as problems: at the value or key that is wrong, in the
/// words that the schema offers (`x-problem`, `x-remedy`, `description`).
record SchemaProblems(String path, YamlNode root, KindSchema schema) {

  /// At most one problem for each place of the document, in its order.
  List<Problem> of(List<Error> errors) {
    Map<Position, Problem> problems = new LinkedHashMap<>();
    Set<List<Object>> meant = misspelt(errors);
    for (Error error : errors) {
      if (error.getKeyword().equals("required") && meant.contains(field(error))) {
        continue; // who mends its name adds it
      }
      Problem problem = problem(error);
      problems.merge(problem.position(), problem, SchemaProblems::moreTelling);
    }
    return problems.values().stream().sorted().toList();
  }

  /// Fields that are there under a name that is nearly theirs.
  private Set<List<Object>> misspelt(List<Error> errors) {
    Set<List<Object>> meant = new HashSet<>();
    for (Error error : errors) {
      if (error.getKeyword().equals("additionalProperties")) {
        List<Object> schemaPath = elements(error.getSchemaLocation().getFragment());
        JsonNode part = part(schemaPath.subList(0, schemaPath.size() - 1));
        Wording.nearest(error.getProperty(), schema.properties(part))
            .map(name -> below(elements(error.getInstanceLocation()), name))
            .ifPresent(meant::add);
      }
    }
    return meant;
  }

  private static List<Object> field(Error error) {
    return below(elements(error.getInstanceLocation()), error.getProperty());
  }

  private static List<Object> below(List<Object> parent, String name) {
    List<Object> at = new ArrayList<>(parent);
    at.add(name);
    return at;
  }

  /// Of two problems at one place, a missing field is told only if nothing else is wrong there.
  private static Problem moreTelling(Problem first, Problem second) {
    String missing = Rule.MISSING_FIELD.toString();
    boolean both = first.rule().equals(missing) && second.rule().equals(missing);
    if (both && !first.message().equals(second.message())) {
      return new Problem(
          missing,
          first.severity(),
          first.position(),
          first.message() + ", and " + second.message(),
          "add them");
    }
    return first.rule().equals(missing) ? second : first;
  }

  private Problem problem(Error error) {
    List<Object> at = elements(error.getInstanceLocation());
    List<Object> schemaPath = elements(error.getSchemaLocation().getFragment());
    int choice = schemaPath.indexOf("oneOf");
    if (choice >= 0) {
      return choice(at, part(schemaPath.subList(0, choice)));
    }
    JsonNode part = part(schemaPath.subList(0, schemaPath.size() - 1));
    return switch (error.getKeyword()) {
      case "additionalProperties" -> unknownField(at, error.getProperty(), part);
      case "required" -> missingField(at, error.getProperty(), part);
      case "propertyNames" -> wrongName(at, error.getProperty(), part);
      case "type" -> wrongType(at, part);
      case "enum", "const" -> notOneOf(at, part);
      case "uniqueItems" -> repeated(at);
      case "minProperties", "maxProperties" -> wrongCount(at, part);
      case "pattern" -> wrongForm(at, part);
      case "minItems", "maxItems", "minLength", "maxLength" -> wrongSize(at, part);
      case "minimum", "maximum", "exclusiveMinimum" -> outOfRange(at, part);
      default -> wrong(at, "is not valid", Wording.shown(error.getMessage()));
    };
  }

  private Problem unknownField(List<Object> parent, String name, JsonNode part) {
    List<String> known = schema.properties(part);
    String remedy =
        known.isEmpty()
            ? "delete it: nothing goes here"
            : Wording.remedyFor(name, known, "delete it");
    return Rule.UNKNOWN_FIELD.broken(
        position(root.keyAt(below(parent, name))),
        place(parent) + "has no field " + Wording.shown(name),
        remedy);
  }

  private Problem missingField(List<Object> parent, String name, JsonNode part) {
    String description =
        schema.resolved(part.path("properties").path(name)).path("description").asText();
    String own = part.path("properties").path(name).path("description").asText(description);
    return Rule.MISSING_FIELD.broken(
        position(root.keyAt(parent)),
        place(parent) + "lacks the field " + name,
        "add it" + (own.isEmpty() ? "" : " (" + own.replaceFirst("\\.$", "") + ")"));
  }

  private Problem wrongName(List<Object> parent, String name, JsonNode part) {
    JsonNode names = schema.resolved(part.path("propertyNames"));
    return Rule.WRONG_VALUE.broken(
        position(root.keyAt(below(parent, name))),
        "'" + Wording.shown(name) + "' " + names.path("x-problem").asText("is not allowed here"),
        names.path("x-remedy").asText("write another name"));
  }

  private Problem wrongType(List<Object> at, JsonNode part) {
    JsonNode value = value(at);
    String field = field(at);
    if (value.isNull()) {
      return Rule.WRONG_TYPE.broken(
          position(root.keyAt(at)),
          field + " has no value",
          "write one, or delete the line if the field is not needed");
    }
    String wanted =
        Wording.either(SchemaTerms.types(part).stream().map(SchemaTerms::wanted).toList());
    String found =
        value.isContainerNode()
            ? SchemaTerms.found(value)
            : "'" + Wording.shown(value.asText()) + "'";
    return Rule.WRONG_TYPE.broken(
        position(root.valueAt(at)),
        field + " is " + found + ", not " + wanted,
        part.has("x-remedy")
            ? part.get("x-remedy").asText()
            : SchemaTerms.typeRemedy(value, part, wanted));
  }

  private Problem notOneOf(List<Object> at, JsonNode part) {
    List<String> known =
        part.has("const")
            ? List.of(part.get("const").asText())
            : SchemaTerms.texts(part.path("enum"));
    String value = value(at).asText();
    return wrong(
        at,
        value(at).isValueNode()
            ? "is '" + Wording.shown(value) + "'"
            : "is " + SchemaTerms.found(value(at)),
        Wording.nearest(value, known)
            .map(name -> "did you mean " + name + "?")
            .orElse("write " + Wording.either(known)));
  }

  private Problem repeated(List<Object> at) {
    JsonNode list = value(at);
    Set<JsonNode> seen = new HashSet<>();
    int second =
        IntStream.range(0, list.size()).filter(i -> !seen.add(list.get(i))).findFirst().orElse(0);
    List<Object> item = new ArrayList<>(at);
    item.add(second);
    return Rule.WRONG_VALUE.broken(
        position(root.valueAt(item)),
        field(at) + " lists " + Wording.shown(list.path(second).asText()) + " twice",
        "delete one of the two");
  }

  private Problem wrongCount(List<Object> at, JsonNode part) {
    int found = value(at).size();
    int least = part.path("minProperties").asInt(0);
    int most = part.path("maxProperties").asInt(Integer.MAX_VALUE);
    List<String> known = schema.properties(part);
    if (least == 1 && most == 1) {
      return wrong(
          root.keyAt(at),
          field(at) + " has " + (found == 0 ? "none" : found) + " of " + Wording.all(known),
          "write exactly one of them");
    }
    return wrong(
        root.keyAt(at),
        field(at) + (found == 0 ? " is empty" : " has " + found + " entries"),
        SchemaTerms.amount(found < least, found < least ? least : most, "entry", "entries"));
  }

  private Problem wrongForm(List<Object> at, JsonNode part) {
    String value = Wording.shown(value(at).asText());
    return wrong(
        at,
        "'" + value + "' " + part.path("x-problem").asText("does not have the wanted form"),
        part.path("x-remedy").asText("write it as " + part.path("pattern").asText()));
  }

  private Problem wrongSize(List<Object> at, JsonNode part) {
    JsonNode value = value(at);
    String one = value.isArray() ? "entry" : "character";
    String many = value.isArray() ? "entries" : "characters";
    int size = value.isArray() ? value.size() : value.asText().length();
    int least = part.path("minItems").asInt(part.path("minLength").asInt(0));
    int most = part.path(value.isArray() ? "maxItems" : "maxLength").asInt(Integer.MAX_VALUE);
    return wrong(
        size == 0 ? root.keyAt(at) : root.valueAt(at),
        field(at) + (size == 0 ? " is empty" : " has " + size + " " + many),
        SchemaTerms.amount(size < least, size < least ? least : most, one, many));
  }

  private Problem outOfRange(List<Object> at, JsonNode part) {
    String above =
        part.has("minimum")
            ? "from " + part.get("minimum").asText()
            : "above " + part.path("exclusiveMinimum").asText("0");
    return wrong(
        at,
        "is " + Wording.shown(value(at).asText()),
        "write a number " + above + " to " + part.path("maximum").asText());
  }

  private Problem choice(List<Object> at, JsonNode part) {
    List<String> fields =
        StreamSupport.stream(part.path("oneOf").spliterator(), false)
            .map(option -> option.path("required").path(0).asText())
            .toList();
    long found = fields.stream().filter(value(at)::has).count();
    return Rule.MISSING_FIELD.broken(
        position(root.keyAt(at)),
        place(at) + "has " + (found == 0 ? "none" : "more than one") + " of " + Wording.all(fields),
        "write exactly one of them");
  }

  private Problem wrong(List<Object> at, String message, String remedy) {
    return wrong(root.valueAt(at), field(at) + " " + message, remedy);
  }

  private Problem wrong(Mark mark, String message, String remedy) {
    return Rule.WRONG_VALUE.broken(position(mark), message, remedy);
  }

  private Position position(Mark mark) {
    return mark.in(path);
  }

  private JsonNode value(List<Object> at) {
    YamlNode node = root;
    for (Object step : at) {
      YamlNode child = node.child(step);
      if (child == null) {
        break;
      }
      node = child;
    }
    return node.toJson();
  }

  private JsonNode part(List<Object> schemaPath) {
    JsonNode node = schema.text();
    for (Object step : schemaPath) {
      node = step instanceof Integer index ? node.path(index) : node.path(step.toString());
    }
    return node;
  }

  /// `spec.outputs[0] `, or `the file ` for the document itself.
  private static String place(List<Object> at) {
    return at.isEmpty() ? "the file " : field(at) + " ";
  }

  /// `spec.outputs[0].file`.
  static String field(List<?> at) {
    StringBuilder text = new StringBuilder();
    for (Object step : at) {
      if (step instanceof Integer) {
        text.append('[').append(step).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(Wording.shown(step.toString()));
      }
    }
    return text.toString();
  }

  private static List<Object> elements(NodePath path) {
    return IntStream.range(0, path.getNameCount()).mapToObj(path::getElement).toList();
  }
}
