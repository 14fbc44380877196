package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.keyword.KeywordType;
import dev.trainyard.model.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The schemas of all kinds. They come with the application, each is read when it is first needed,
/// and nothing is ever fetched.
final class Schemas {
  private final Map<String, KindSchema> schemas = new ConcurrentHashMap<>();

  /// The schema of a kind.
  KindSchema of(Kind kind) {
    return of(kind.schemaFile());
  }

  /// The schema in a file of the `schemas` folder.
  KindSchema of(String file) {
    return schemas.computeIfAbsent(file, this::load);
  }

  /// The library and its reading of our dialect, once something has to be explained.
  private static final class Library {
    private static final SpecificationVersion DRAFT = SpecificationVersion.DRAFT_2020_12;

    private static final String VOCABULARY = "https://json-schema.org/draft/2020-12/vocab/";
    private static final List<String> VOCABULARIES = List.of("core", "applicator", "validation");

    /// Without formats, which take long to set up and are not used.
    private static final SchemaRegistry REGISTRY =
        SchemaRegistry.withDialect(
            Dialect.builder(DRAFT.getDialectId())
                .specificationVersion(DRAFT)
                .idKeyword("$id")
                .keywords(KeywordType.getKeywords(DRAFT))
                .vocabularies(all -> VOCABULARIES.forEach(it -> all.put(VOCABULARY + it, true)))
                .unknownKeywordFactory((word, _) -> new AnnotationKeyword(word))
                .build());

    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    static Schema compiled(JsonNode text) {
      return COMPILED.computeIfAbsent(
          text.get("$id").textValue(), id -> REGISTRY.getSchema(SchemaLocation.of(id), text));
    }
  }

  /// A schema as it is written and as it is applied.
  record KindSchema(JsonNode text, SchemaWalk walk) {

    /// What is wrong with a document; nothing if it is valid.
    List<Error> errors(JsonNode document) {
      return walk.accepts(document) ? List.of() : explained(document);
    }

    /// The same by the library alone.
    List<Error> explained(JsonNode document) {
      return Library.compiled(text).validate(document);
    }

    /// The part of the schema at a `$ref`, or the part itself if it is none.
    JsonNode resolved(JsonNode part) {
      JsonNode ref = part.get("$ref");
      return ref == null ? part : text.at(ref.textValue().substring(1));
    }

    /// The names that a map of this schema may hold.
    List<String> properties(JsonNode part) {
      return part.path("properties").propertyStream().map(Map.Entry::getKey).toList();
    }
  }

  private KindSchema load(String name) {
    String file = "/schemas/" + name;
    try (InputStream in = Schemas.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      JsonNode text = SchemaText.read(new String(bytes, UTF_8));
      return new KindSchema(text, new SchemaWalk(text));
    } catch (IOException e) {
      throw new IllegalStateException("a damaged application: " + file, e);
    }
  }
}
