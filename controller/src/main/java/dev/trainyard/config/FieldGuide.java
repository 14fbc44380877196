package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the schema of a kind says of its fields, for people. Fields of list items and map values
/// are those of the list or map: `outputs.file` is the `file` of each output.
public final class FieldGuide {
  private static final int MOST_EXAMPLES = 3;
  private static final String MUTABLE = "x-mutable";

  private final String kind;
  private final JsonNode schema;

  private FieldGuide(String kind, JsonNode schema) {
    this.kind = kind;
    this.schema = schema;
  }

  /// The guide to a kind.
  ///
  /// @param kind as files write it, such as `RunList`; `Settings` for a controller's settings
  public static FieldGuide of(String kind) {
    String file = "/schemas/" + kind.toLowerCase(Locale.ROOT) + ".schema.json";
    ObjectReader reader = JsonMapper.builder().build().reader();
    try (InputStream in = FieldGuide.class.getResourceAsStream(file)) {
      return new FieldGuide(kind, reader.readTree(Objects.requireNonNull(in, file)));
    } catch (IOException e) {
      throw new IllegalStateException("a damaged application: " + file, e);
    }
  }

  /// One field.
  ///
  /// @param path from the top of the file, such as `spec.split.files`
  /// @param preset what counts if it is left out, as JSON; null if there is no such value
  /// @param allowed all values that it may have; empty if they cannot be listed
  /// @param rule what a value must be like; empty if the type says it all
  /// @param change whether it may change once a train has left; empty where that is no question
  /// @param examples of it in valid files, as JSON
  /// @param fields what is below it
  public record Field(
      String path,
      String type,
      Need need,
      String description,
      @Nullable String preset,
      List<String> allowed,
      String rule,
      String change,
      List<String> examples,
      List<Field> fields) {
    public Field {
      allowed = List.copyOf(allowed);
      examples = List.copyOf(examples);
      fields = List.copyOf(fields);
    }

    /// The last word of the path.
    public String name() {
      return path.substring(path.lastIndexOf('.') + 1);
    }
  }

  /// Whether a field must be written.
  public enum Need {
    REQUIRED("required"),
    OPTIONAL("optional");

    private final String word;

    Need(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// The whole file, with the fields of its `spec`.
  public Field top() {
    return describe(List.of(), schema, Need.REQUIRED);
  }

  /// The field at a path; empty if there is none. `spec` may be left out.
  public Optional<Field> field(List<String> path) {
    return at(path).or(() -> at(Stream.concat(Stream.of("spec"), path.stream()).toList()));
  }

  private Optional<Field> at(List<String> path) {
    JsonNode part = schema;
    Need need = Need.REQUIRED;
    for (String name : path) {
      JsonNode holder = inner(part);
      JsonNode next = resolved(holder).path("properties").path(name);
      if (next.isMissingNode()) {
        return Optional.empty();
      }
      need = need(holder, name);
      part = next;
    }
    return Optional.of(describe(path, part, need));
  }

  /// All paths that there are, without `spec` in front.
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    collect("", schema, paths, 0);
    return paths.stream()
        .map(path -> path.startsWith("spec.") ? path.substring("spec.".length()) : path)
        .toList();
  }

  private void collect(String prefix, JsonNode part, List<String> paths, int depth) {
    resolved(inner(part))
        .path("properties")
        .forEachEntry(
            (name, child) -> {
              paths.add(prefix + name);
              if (depth < 8) {
                collect(prefix + name + ".", child, paths, depth + 1);
              }
            });
  }

  private JsonNode resolved(JsonNode part) {
    JsonNode ref = part.get("$ref");
    return ref == null ? part : schema.at(ref.textValue().substring(1));
  }

  /// What holds the fields: the part itself, or the items of a list, or the values of a map.
  private JsonNode inner(JsonNode part) {
    JsonNode resolved = resolved(part);
    if (resolved.has("properties")) {
      return resolved;
    } else if (resolved.has("items")) {
      return inner(resolved.get("items"));
    }
    return resolved.path("additionalProperties").isObject()
        ? resolved(resolved.get("additionalProperties"))
        : resolved;
  }

  private static Need need(JsonNode holder, String name) {
    for (JsonNode required : holder.path("required")) {
      if (required.textValue().equals(name)) {
        return Need.REQUIRED;
      }
    }
    return Need.OPTIONAL;
  }

  private Field describe(List<String> path, JsonNode part, Need need) {
    List<Field> fields = new ArrayList<>();
    JsonNode holder = inner(part);
    holder
        .path("properties")
        .forEachEntry(
            (name, child) -> {
              List<String> below = Stream.concat(path.stream(), Stream.of(name)).toList();
              fields.add(
                  new FieldText(schema, below, child)
                      .field(need(holder, name), change(below, child)));
            });
    Field field = new FieldText(schema, path, part).field(need, change(path, part));
    return new Field(
        path.isEmpty() ? kind : field.path(),
        field.type(),
        need,
        field.description(),
        field.preset(),
        field.allowed(),
        field.rule(),
        field.change(),
        examples(path),
        fields);
  }

  /// An example as a file writes it.
  public static String yaml(String example) {
    try {
      JsonNode value = JsonMapper.builder().build().readTree(example);
      return value.isObject() && !value.isEmpty() ? YamlWriter.write(value) : example;
    } catch (IOException e) {
      throw new IllegalStateException("an example that is no JSON: " + example, e);
    }
  }

  private String change(List<String> path, JsonNode part) {
    boolean pinned = kind.equals("Train") && path.size() > 1 && path.getFirst().equals("spec");
    if (!pinned) {
      return "";
    }
    return part.path(MUTABLE).asBoolean(false)
        ? "may change at any time"
        : "may not change once the train has left; raise spec.rerun to run it anew";
  }

  private List<String> examples(List<String> path) {
    Set<String> examples = new LinkedHashSet<>();
    for (JsonNode example : schema.path("examples")) {
      found(example, path).map(JsonNode::toString).forEach(examples::add);
    }
    return examples.stream().limit(MOST_EXAMPLES).toList();
  }

  /// The values at a path; lists are looked into.
  private static Stream<JsonNode> found(JsonNode value, List<String> path) {
    if (path.isEmpty()) {
      return Stream.of(value);
    } else if (value.isArray()) {
      return value.valueStream().flatMap(item -> found(item, path));
    }
    JsonNode next = value.get(path.getFirst());
    return next == null ? Stream.empty() : found(next, path.subList(1, path.size()));
  }
}
