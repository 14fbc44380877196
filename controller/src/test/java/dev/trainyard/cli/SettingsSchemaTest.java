package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.config.SettingsReader;
import dev.trainyard.config.SettingsReader.Reading;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsSchemaTest {
  private final JsonNode schema = read();

  private static JsonNode read() {
    try {
      return JsonMapper.builder()
          .build()
          .readTree(Path.of("..", "schemas", "settings.schema.json").toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyFieldIsDescribedAndEveryObjectIsClosed() {
    List<String> flaws = new ArrayList<>();
    schema.get("properties").forEachEntry((name, field) -> inspect(name, field, flaws));
    schema.get("$defs").forEachEntry((name, field) -> inspect(name, field, flaws));

    assertThat(flaws).isEmpty();
  }

  private static void inspect(String name, JsonNode field, List<String> flaws) {
    if (!field.path("description").asText().endsWith(".")) {
      flaws.add(name + " has no description that is a sentence");
    }
    JsonNode others = field.path("additionalProperties");
    if (others.isObject()) {
      inspect(name + ".*", others, flaws); // anybody's keys, with values of a kind
    } else if (field.path("type").asText().equals("object") && others.asBoolean(true)) {
      flaws.add(name + " is open");
    }
    field.path("properties").forEachEntry((key, inner) -> inspect(name + "." + key, inner, flaws));
    if (field.has("items")) {
      inspect(name + "[]", field.get("items"), flaws);
    }
  }

  @Test
  void everyExampleIsRead() {
    SettingsReader reader = new SettingsReader(new Json());

    assertThat(schema.get("examples")).hasSizeGreaterThan(1);
    for (JsonNode example : schema.get("examples")) {
      Reading<Settings> reading =
          reader.read("example.yaml", example.toString().getBytes(UTF_8), Settings.class);
      assertThat(reading.problems()).isEmpty();
      assertThat(reading.settings()).isPresent();
    }
  }

  @Test
  void everyFieldIsAComponentOfTheRecordAndTheOtherWayRound() {
    Set<String> fields = new TreeSet<>();
    fields("metadata", schema.at("/properties/metadata"), fields);
    fields("spec", schema.at("/properties/spec"), fields);
    Set<String> components = new TreeSet<>();
    components("", Settings.class, components);

    assertThat(components).isEqualTo(fields);
  }

  private void fields(String at, JsonNode written, Set<String> fields) {
    JsonNode ref = written.get("$ref");
    JsonNode part = ref == null ? written : schema.at(ref.textValue().substring(1));
    if (part.has("properties")) {
      part.get("properties").forEachEntry((name, f) -> fields(at + "." + name, f, fields));
    } else {
      fields.add(at);
    }
  }

  private static void components(String at, Class<?> type, Set<String> components) {
    Map<String, Class<?>> parts =
        Arrays.stream(type.getRecordComponents())
            .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getType));
    parts.forEach(
        (name, part) -> {
          String path = at.isEmpty() ? name : at + "." + name;
          if (part.isRecord() && part.getEnclosingClass() == Settings.class) {
            components(path, part, components);
          } else {
            components.add(path);
          }
        });
  }
}
