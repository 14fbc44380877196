package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.config.Schemas.KindSchema;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.YardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemasTest {
  /// Annotations and structure; everything else would be silently ignored, or is a typing error.
  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "$id",
          "$defs",
          "$ref",
          "title",
          "description",
          "default",
          "examples",
          "type",
          "enum",
          "const",
          "required",
          "properties",
          "additionalProperties",
          "propertyNames",
          "items",
          "oneOf",
          "pattern",
          "minItems",
          "maxItems",
          "uniqueItems",
          "minLength",
          "maxLength",
          "minProperties",
          "maxProperties",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "x-problem",
          "x-remedy",
          "x-mutable");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Schemas schemas = new Schemas();
  private final Json json = new Json();
  private final YardFileReader reader = new YardFileReader(json);

  @Test
  void thereIsOneSchemaPerKindAndOneForSettings() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../schemas"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Arrays.stream(Kind.values()).map(Kind::schemaFile),
                      Stream.of("settings.schema.json"))
                  .toList());
    }
  }

  @Test
  void readsTheSameTextAsAJsonLibrary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../schemas"))) {
      for (Path file : files.toList()) {
        JsonNode text = schemas.of(file.getFileName().toString()).text();

        assertThat(text).as(file.toString()).isEqualTo(JSON.readTree(file.toFile()));
      }
    }
  }

  @Test
  void refusesWhatIsNoSchema() {
    for (String text :
        List.of("", "{", "[1", "{\"a\"}", "{\"a\":1 2}", "\"a", "\"a\\", "1.", "x", "1}", "-")) {
      assertThatThrownBy(() -> SchemaText.read(text))
          .as(text)
          .isInstanceOfAny(IllegalStateException.class, NumberFormatException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nameAndDialectAreStated(Kind kind) {
    JsonNode schema = schemas.of(kind).text();

    assertThat(schema.get("$schema").textValue())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(schema.get("$id").textValue())
        .isEqualTo("https://trainyard.dev/schemas/v1/" + kind.schemaFile());
    assertThat(schema.at("/properties/kind/const").textValue()).isEqualTo(kind.toString());
  }

  @ParameterizedTest
  @EnumSource
  void everyExampleIsReadAsItsRecord(Kind kind) {
    JsonNode examples = schemas.of(kind).text().get("examples");

    assertThat(examples).hasSizeGreaterThan(1);
    for (JsonNode example : examples) {
      YardFile file = reader.read("example.yaml", example.toString().getBytes(UTF_8));
      assertThat(file).isInstanceOf(YardFile.Valid.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void examplesTogetherUseEveryField(Kind kind) {
    KindSchema schema = schemas.of(kind);
    Set<String> used = new HashSet<>();
    schema.text().get("examples").forEach(example -> collectFields("", example, used));

    Set<String> fields = new HashSet<>();
    collectProperties("", schema.text(), schema, fields);

    assertThat(used).containsAll(fields);
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldIsDescribedAndEveryObjectIsClosed(Kind kind) {
    List<String> flaws = new ArrayList<>();
    schemas.of(kind).text().at("/properties").forEachEntry((k, v) -> inspect(k, v, flaws));
    schemas.of(kind).text().at("/$defs").forEachEntry((k, v) -> inspectPart(k, v, flaws));

    assertThat(flaws).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void onlyKnownKeywordsAreUsed(Kind kind) {
    List<String> unknown = new ArrayList<>();
    collectUnknownKeywords(schemas.of(kind).text(), unknown);

    assertThat(unknown).isEmpty();
  }

  @Test
  void equallyNamedDefinitionsAreEqual() {
    Map<String, JsonNode> seen = new HashMap<>();
    for (Kind kind : Kind.values()) {
      schemas
          .of(kind)
          .text()
          .get("$defs")
          .forEachEntry(
              (name, part) ->
                  assertThat(part).as(name).isEqualTo(seen.computeIfAbsent(name, _ -> part)));
    }
  }

  @Test
  void defaultsOfAYardAreThoseOfTheModel() {
    String yard =
        """
        apiVersion: trainyard.dev/v1
        kind: Yard
        metadata: {name: any}
        spec: {}
        """;

    Spec spec = ((YardFile.Valid) reader.read("yard.yaml", yard.getBytes(UTF_8))).object().spec();

    assertThat(spec).isEqualTo(YardSpec.defaults());
  }

  @Test
  void whatMayChangeInASubmittedTrainIsMarked() {
    JsonNode fields = schemas.of(Kind.TRAIN).text().at("/properties/spec/properties");
    List<String> mutable = new ArrayList<>();
    fields.forEachEntry(
        (name, field) -> {
          if (field.path("x-mutable").asBoolean()) {
            mutable.add(name);
          }
        });

    assertThat(mutable).containsExactlyInAnyOrder("description", "priority", "suspend", "rerun");
  }

  private static void inspect(String name, JsonNode field, List<String> flaws) {
    if (!field.path("description").asText().endsWith(".")) {
      flaws.add(name + " has no description that is a sentence");
    }
    inspectPart(name, field, flaws);
  }

  private static void inspectPart(String name, JsonNode part, List<String> flaws) {
    if (part.path("type").asText().equals("object") && !part.has("additionalProperties")) {
      flaws.add(name + " is open");
    }
    if (part.has("pattern") && !(part.has("x-problem") && part.has("x-remedy"))) {
      flaws.add(name + " has a pattern that people are not told of");
    }
    part.path("properties").forEachEntry((k, v) -> inspect(name + "." + k, v, flaws));
    if (part.has("items")) {
      inspectPart(name + "[]", part.get("items"), flaws);
    }
  }

  private static void collectUnknownKeywords(JsonNode part, List<String> unknown) {
    part.forEachEntry(
        (keyword, value) -> {
          if (!KEYWORDS.contains(keyword)) {
            unknown.add(keyword);
          } else if (keyword.equals("properties") || keyword.equals("$defs")) {
            value.forEach(inner -> collectUnknownKeywords(inner, unknown));
          } else if (value.isObject() && !keyword.equals("default")) {
            collectUnknownKeywords(value, unknown);
          }
        });
  }

  private static void collectFields(String at, JsonNode value, Set<String> fields) {
    value.forEachEntry(
        (key, inner) -> {
          fields.add(at + "." + key);
          collectFields(at + "." + key, inner, fields);
        });
    if (value.isArray()) {
      value.forEach(item -> collectFields(at + "[]", item, fields));
    }
  }

  private static void collectProperties(
      String at, JsonNode part, KindSchema schema, Set<String> fields) {
    JsonNode resolved = schema.resolved(part);
    resolved
        .path("properties")
        .forEachEntry(
            (key, inner) -> {
              fields.add(at + "." + key);
              collectProperties(at + "." + key, inner, schema, fields);
            });
    if (resolved.has("items") && !at.contains("[][]")) {
      collectProperties(at + "[]", resolved.get("items"), schema, fields);
    }
  }
}
