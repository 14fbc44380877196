package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.SpecFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which fields of a spec are as by default.
class EffectiveFieldsTest {
  private static final Path EXAMPLE = Path.of("../example-config-repo");

  private final Json json = new Json();
  private final Schemas schemas = new Schemas();
  private final EffectiveFields fields = new EffectiveFields(json);

  @Test
  void tellsWhatAnAuthorWroteFromWhatCountsByDefault() {
    SpecFields train =
        of(
            """
            kind: Train
            metadata: {name: t}
            spec:
              dataset: words
              wagons: {enabled: {}}
              priority: 3
              suspend: false
            """);

    assertThat(train.own())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("dataset", "words", "wagons.enabled", "{}", "priority", "3"));
    assertThat(train.byDefault())
        .containsEntry("scope", "full")
        .containsEntry("retry.backoff", "10s")
        .containsEntry("suspend", "false")
        .doesNotContainKeys("priority", "description", "tags");
  }

  @Test
  void speaksInTheWordsOfFiles() {
    SpecFields wagon =
        of(
            """
            kind: Wagon
            metadata: {name: w}
            spec:
              analysis: a
              package: {name: tools}
              command: [x]
              inputHeaderLines: 1
              outputs:
                - {file: a.csv, merge: {none: {}}}
                - {file: b.csv, merge: {concatenate: {headerLines: 1}}}
              resources: {memory: 1Gi}
            """);

    assertThat(wagon.own())
        .containsEntry("package.name", "tools")
        .containsEntry("inputHeaderLines", "1")
        .containsEntry("outputs[a.csv].merge.none", "{}")
        .containsEntry("outputs[b.csv].merge.concatenate.headerLines", "1")
        .containsEntry("resources.memory", "1Gi")
        .doesNotContainKeys("resources.cpu", "package.tag");
    assertThat(wagon.byDefault())
        .containsEntry("package.tag", "latest")
        .containsEntry("input", "files")
        .containsEntry("resources.cpu", "1")
        .containsEntry("outputs[a.csv].derived", "false");
  }

  /// What is left without the defaults, filled in again, is the very spec.
  @Test
  void leavesNothingOutThatIsNotADefault() throws IOException {
    Set<Kind> seen = EnumSet.noneOf(Kind.class);
    for (Path file : yamlFiles()) {
      ObjectNode document = document(Files.readAllBytes(file));
      Kind kind = Kind.of(document.path("kind").asText()).orElse(null);
      if (kind == null || !schemas.of(kind).errors(document).isEmpty()) {
        continue;
      }
      Spec spec = spec(kind, document);

      ObjectNode again = JsonNodeFactory.instance.objectNode();
      again.set("spec", fields.written(spec));

      assertThat(spec(kind, again)).as(file.toString()).isEqualTo(spec);
      seen.add(kind);
    }

    assertThat(seen).containsExactlyInAnyOrder(Kind.values());
  }

  private SpecFields of(String text) {
    ObjectNode document = document(text.getBytes(UTF_8));
    return fields.of(spec(Kind.of(document.get("kind").textValue()).orElseThrow(), document));
  }

  private static ObjectNode document(byte[] yaml) {
    try {
      return (ObjectNode) YamlReader.read("a.yaml", yaml, YamlLimits.YARD).toJson();
    } catch (RefusedFileException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Spec spec(Kind kind, ObjectNode document) {
    ObjectNode spec = (ObjectNode) new Defaults(schemas.of(kind)).fill(document).get("spec");
    SpecShape.toRecord(kind, spec);
    return SpecReader.read(kind, spec);
  }

  private static List<Path> yamlFiles() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
