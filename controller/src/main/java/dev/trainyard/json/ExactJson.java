package dev.trainyard.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Any JSON document as maps, lists, texts, booleans, nulls and numbers, whose every digit is kept.
public final class ExactJson {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /// Reads a document to the end of the stream; maps keep the order of the text.
  ///
  /// @throws MalformedJsonException if it is none
  public @Nullable Object read(InputStream in) throws IOException {
    try {
      return mapper.readValue(in, Object.class);
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(e.getOriginalMessage(), e);
    }
  }

  /// Writes what [#read] gives, with a final line break.
  public void write(@Nullable Object value, OutputStream out) throws IOException {
    mapper.writeValue(out, value);
    out.write('\n');
  }
}
