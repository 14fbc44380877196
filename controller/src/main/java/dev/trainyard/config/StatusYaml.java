package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The machine-readable files of the status branch: a status value as YAML with a header that names
/// its kind, and back. Equal values give equal bytes, so that nothing changed means no commit.
public final class StatusYaml {
  private static final Set<Class<?>> KINDS =
      Set.of(
          TrainStatus.class,
          WagonStatus.class,
          DatasetStatus.class,
          PullStatus.class,
          ListenerStatus.class,
          PipelineStatus.class,
          ControllerStatus.class);

  private final Json json;

  public StatusYaml(Json json) {
    this.json = json;
  }

  /// The text of a status file.
  ///
  /// @throws IllegalArgumentException if the value is not a status that has a file
  public byte[] write(Object status) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.put("apiVersion", YardFileReader.VERSION).put("kind", kind(status.getClass()));
    json.tree(status).forEachEntry(file::set);
    return YamlWriter.write(file).getBytes(UTF_8);
  }

  /// Reads what [#write] wrote.
  ///
  /// @param path for messages
  /// @throws CorruptStatusException if the bytes are anything else
  public <T> T read(String path, byte[] bytes, Class<T> type) throws CorruptStatusException {
    try {
      JsonNode root = YamlReader.read(path, bytes, YamlLimits.STATUS).toJson();
      if (!(root instanceof ObjectNode file)) {
        throw new CorruptStatusException(path + ": this is no status");
      }
      expect(path, "apiVersion", YardFileReader.VERSION, file.remove("apiVersion"));
      expect(path, "kind", kind(type), file.remove("kind"));
      return json.fromTree(file, type);
    } catch (RefusedFileException e) {
      throw new CorruptStatusException(e.problem().toString(), e);
    } catch (MalformedJsonException e) {
      throw new CorruptStatusException(
          path + ": this is no " + kind(type) + ": " + Wording.shown("" + e.getMessage()), e);
    }
  }

  private static void expect(String path, String field, String wanted, @Nullable JsonNode found)
      throws CorruptStatusException {
    if (found == null || !wanted.equals(found.textValue())) {
      String shown = found == null ? "missing" : Wording.shown(found.asText());
      throw new CorruptStatusException(path + ": " + field + " is " + shown + ", not " + wanted);
    }
  }

  private static String kind(Class<?> type) {
    if (!KINDS.contains(type)) {
      throw new IllegalArgumentException("no status file holds a " + type.getName());
    }
    return type.getSimpleName();
  }
}
