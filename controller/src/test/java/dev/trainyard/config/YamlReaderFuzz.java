package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/// Any bytes are a YAML document or a file that is refused with a problem in it; what was read
/// reads back from what is written of it.
public final class YamlReaderFuzz {
  private static final String PATH = "trains/a.yaml";

  private static final int LONGEST_WRITTEN_KEY = 200;

  private YamlReaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws RefusedFileException {
    JsonNode read;
    try {
      read = YamlReader.read(PATH, input, YamlLimits.YARD).toJson();
    } catch (RefusedFileException e) {
      FuzzedFile.of(PATH, input).check(e.problem());
      return;
    }
    if (hasLongKey(read)) {
      return;
    }
    JsonNode map = JsonNodeFactory.instance.objectNode().set("value", read);
    String written = YamlWriter.write(map);
    JsonNode again = YamlReader.read(PATH, written.getBytes(UTF_8), YamlLimits.STATUS).toJson();
    FuzzedFile.require(again.equals(map), "reads back differently", written);
  }

  /// Such keys are never written.
  private static boolean hasLongKey(JsonNode node) {
    return node.properties().stream().anyMatch(it -> it.getKey().length() > LONGEST_WRITTEN_KEY)
        || node.valueStream().anyMatch(YamlReaderFuzz::hasLongKey);
  }
}
