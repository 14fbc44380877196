package dev.trainyard.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.Schemas.KindSchema;
import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.util.List;
import java.util.Optional;

/// Reads a controller's settings file: the same YAML, the same checks and the same words for
/// problems as the yard's own files, but never out of the yard.
public final class SettingsReader {
  private static final String SCHEMA = "settings.schema.json";

  private final Json json;
  private final Schemas schemas = new Schemas();

  public SettingsReader(Json json) {
    this.json = json;
  }

  /// What became of a file.
  ///
  /// @param settings empty if there are problems
  public record Reading<T>(Optional<T> settings, List<Problem> problems) {
    public Reading {
      problems = List.copyOf(problems);
    }
  }

  /// Reads the whole document into a record with the components `metadata` and `spec`.
  public <T> Reading<T> read(String path, byte[] bytes, Class<T> type) {
    try {
      YamlNode root = YamlReader.read(path, bytes, YamlLimits.YARD);
      KindSchema schema = schemas.of(SCHEMA);
      List<Problem> problems =
          new SchemaProblems(path, root, schema).of(schema.errors(root.toJson()));
      if (!problems.isEmpty()) {
        return new Reading<>(Optional.empty(), problems);
      }
      ObjectNode document = new Defaults(schema).fill((ObjectNode) root.toJson());
      document.remove(List.of("apiVersion", "kind"));
      return new Reading<>(Optional.of(json.fromTree(document, type)), List.of());
    } catch (RefusedFileException e) {
      return new Reading<>(Optional.empty(), List.of(e.problem()));
    } catch (MalformedJsonException e) {
      Problem problem =
          Rule.WRONG_VALUE.broken(
              Position.ofFile(path), String.valueOf(e.getMessage()), "write another value");
      return new Reading<>(Optional.empty(), List.of(problem));
    }
  }
}
