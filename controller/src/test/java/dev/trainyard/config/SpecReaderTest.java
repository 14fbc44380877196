package dev.trainyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Reading records by hand, held against what reflection makes of the same documents.
class SpecReaderTest {
  private final Json json = new Json();
  private final Schemas schemas = new Schemas();

  @Test
  void givesTheRecordsThatReflectionGives() throws Exception {
    Set<Kind> seen = EnumSet.noneOf(Kind.class);
    for (Path file : yamlFiles()) {
      ObjectNode document = validDocument(file);
      if (document == null) {
        continue;
      }
      Kind kind = Kind.of(document.get("kind").textValue()).orElseThrow();
      ObjectNode spec = (ObjectNode) new Defaults(schemas.of(kind)).fill(document).get("spec");
      SpecShape.toRecord(kind, spec);

      Spec read;
      try {
        read = SpecReader.read(kind, spec);
      } catch (RuntimeException _) {
        continue; // then reflection tells what is wrong
      }
      seen.add(kind);

      Spec reflected = json.fromTree(spec, SpecShape.type(kind));
      assertThat(read).as(file.toString()).isEqualTo(reflected);
      assertThat(json.digest(read)).as(file.toString()).isEqualTo(json.digest(reflected));
    }

    assertThat(seen).containsExactlyInAnyOrder(Kind.values());
  }

  private @Nullable ObjectNode validDocument(Path file) throws IOException {
    try {
      YamlNode root = YamlReader.read("a.yaml", Files.readAllBytes(file), YamlLimits.YARD);
      return root.text("kind")
          .flatMap(Kind::of)
          .filter(kind -> schemas.of(kind).errors(root.toJson()).isEmpty())
          .map(_ -> (ObjectNode) root.toJson())
          .orElse(null);
    } catch (RefusedFileException _) {
      return null;
    }
  }

  private static List<Path> yamlFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String top : List.of("../example-config-repo", "src/test/golden")) {
      try (Stream<Path> all = Files.walk(Path.of(top))) {
        all.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
      }
    }
    return files;
  }
}
