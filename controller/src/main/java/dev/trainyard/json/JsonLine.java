package dev.trainyard.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/// Texts by name as one line of JSON.
public final class JsonLine {
  private final JsonMapper mapper = JsonMapper.builder().build();

  /// The line, with its line break.
  public byte[] of(Map<String, String> fields) {
    try {
      return (mapper.writeValueAsString(fields) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no texts: " + fields.keySet(), e);
    }
  }
}
