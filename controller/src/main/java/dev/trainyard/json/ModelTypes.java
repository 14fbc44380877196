package dev.trainyard.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Durations;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.work.SubmissionName;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;

/// The model's value types that are written as one text.
final class ModelTypes {
  private static final long MOST_SECONDS = 4_000_000_000_000_000L;

  private ModelTypes() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("trainyard-model");
    text(module, Digest.class, Digest::new);
    text(module, CommitId.class, CommitId::new);
    text(module, ByteSize.class, ByteSize::parse);
    text(module, WagonRef.class, WagonRef::parse);
    text(module, InstanceName.class, InstanceName::parse);
    text(module, SubmissionName.class, SubmissionName::new);
    text(module, Instant.class, ModelTypes::instant);
    text(module, LocalDate.class, LocalDate::parse);
    module.addSerializer(Duration.class, new DurationWriter());
    module.addDeserializer(Duration.class, new TextReader<>(Duration.class, Durations::parse));
    return module;
  }

  /// Times that can be reckoned with; commits may have any that fits into their seconds.
  private static Instant instant(String text) {
    Instant instant = Instant.parse(text);
    if (Math.abs(instant.getEpochSecond()) > MOST_SECONDS) {
      throw new IllegalArgumentException("not a time on which anything happened: " + text);
    }
    return instant;
  }

  private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
    module.addSerializer(type, ToStringSerializer.instance);
    module.addDeserializer(type, new TextReader<>(type, parse));
  }

  private static final class DurationWriter extends StdScalarSerializer<Duration> {
    @Serial private static final long serialVersionUID = 1L;

    DurationWriter() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(Durations.format(value));
    }
  }

  private static final class TextReader<T> extends StdScalarDeserializer<T> {
    @Serial private static final long serialVersionUID = 1L;
    private final transient Function<String, T> parse;

    TextReader(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getValueAsString();
      if (text == null) {
        throw new MalformedJsonException("a text is wanted for " + _valueClass.getSimpleName());
      }
      try {
        return parse.apply(text);
      } catch (RuntimeException e) {
        throw new MalformedJsonException(e.getMessage() == null ? text : e.getMessage(), e);
      }
    }
  }
}
