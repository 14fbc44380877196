package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Draft202012;
import com.networknt.schema.keyword.AnnotationKeyword;
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
  private final SchemaRegistry registry =
      SchemaRegistry.withDialect(
          Dialect.builder(Draft202012.getInstance())
              .unknownKeywordFactory((word, _) -> new AnnotationKeyword(word))
              .build());
  private final Map<String, KindSchema> schemas = new ConcurrentHashMap<>();

  /// The schema of a kind.
  KindSchema of(Kind kind) {
    return of(kind.schemaFile());
  }

  /// The schema in a file of the `schemas` folder.
  KindSchema of(String file) {
    return schemas.computeIfAbsent(file, this::load);
  }

  /// A schema as it is written and as it is applied.
  record KindSchema(JsonNode text, Schema compiled) {

    List<Error> errors(JsonNode document) {
      return compiled.validate(document);
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
      JsonNode text = SchemaText.read(Objects.requireNonNull(in, file));
      SchemaLocation id = SchemaLocation.of(text.get("$id").textValue());
      return new KindSchema(text, registry.getSchema(id, text));
    } catch (IOException e) {
      throw new IllegalStateException("a damaged application: " + file, e);
    }
  }
}
