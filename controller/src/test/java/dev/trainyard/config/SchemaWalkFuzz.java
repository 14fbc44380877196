package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.Schemas.KindSchema;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import java.util.List;
import java.util.Optional;

/// Any bytes are an object of the yard, a file of somebody else, or an invalid file whose problems
/// lie in it. What the schema is walked for by hand is what the schema library says, and what the
/// command remembers of a valid file makes the same object again.
public final class SchemaWalkFuzz {
  private static final String PATH = "trains/a.yaml";
  private static final Schemas SCHEMAS = new Schemas();
  private static final Json JSON = new Json();
  private static final YardFileReader READER = new YardFileReader(JSON);

  private SchemaWalkFuzz() {}

  /// Loads what takes long on a busy machine, so that it does not count for the first input.
  public static void fuzzerInitialize() {
    for (Kind kind : Kind.values()) {
      SCHEMAS.of(kind).explained(JsonNodeFactory.instance.objectNode());
    }
  }

  public static void fuzzerTestOneInput(byte[] input) {
    Optional<JsonNode> document = document(input);
    document.ifPresent(it -> check(it, kind(it)));
    switch (READER.read(PATH, input)) {
      case YardFile.Foreign() -> throw new AssertionError("lies where an object is promised");
      case YardFile.Invalid(var problems, var claim) -> {
        FuzzedFile.require(!problems.isEmpty(), "invalid for no reason", claim);
        problems.forEach(FuzzedFile.of(PATH, input)::check);
      }
      case YardFile.Valid(YardObject object) -> remember(object, input);
    }
  }

  private static Optional<JsonNode> document(byte[] input) {
    try {
      return Optional.of(YamlReader.read(PATH, input, YamlLimits.YARD).toJson());
    } catch (RefusedFileException _) {
      return Optional.empty();
    }
  }

  private static Kind kind(JsonNode document) {
    return Kind.of(document.path("kind").asText()).orElse(Kind.TRAIN);
  }

  private static void check(JsonNode document, Kind kind) {
    KindSchema schema = SCHEMAS.of(kind);
    boolean accepted = schema.walk().accepts(document);
    List<?> errors = schema.explained(document);
    FuzzedFile.require(!accepted || errors.isEmpty(), "accepted all the same", errors);
    FuzzedFile.require(
        accepted || !errors.isEmpty() || hasFraction(document), "not accepted", document);
  }

  /// Only the library knows that 1.0 is a whole number.
  private static boolean hasFraction(JsonNode node) {
    return node.isFloatingPointNumber() || node.valueStream().anyMatch(SchemaWalkFuzz::hasFraction);
  }

  private static void remember(YardObject object, byte[] input) {
    CompactWriter writer = new CompactWriter();
    ObjectNode[] completed = new ObjectNode[1];
    YardFileReader.ofProblems((_, document) -> completed[0] = document).read(PATH, input);
    writer.tree(completed[0]);
    byte[] written = writer.written();
    String[] words = new CompactReader(writer.table(), 0, new String[0]).table();
    ObjectNode again = (ObjectNode) new CompactReader(written, 0, words).tree();
    YardObject remembered = YardFileReader.object(PATH, again, object.root()).object();
    FuzzedFile.require(remembered.spec().equals(object.spec()), "remembered otherwise", again);
    FuzzedFile.require(remembered.labels().equals(object.labels()), "other labels", again);
  }
}
