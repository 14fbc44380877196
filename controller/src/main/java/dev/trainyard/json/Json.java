package dev.trainyard.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.io.IOException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.stream.Stream;

/// Model values as JSON and back. The text is deterministic: fields in the order of their record,
/// map keys sorted, absent values left out, so that equal values give equal bytes.
///
/// Reading is strict: an unknown field, a missing value and a wrong type are errors.
public final class Json {
  /// What [#leaves] says of an object without fields.
  public static final String EMPTY = "{}";

  private final JsonMapper mapper;

  public Json() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(ModelTypes.module())
            .annotationIntrospector(new RequiredComponents())
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addMixIn(TrainPhase.class, Tagged.class)
            .addMixIn(WagonTestPhase.class, Tagged.class)
            .addMixIn(TaskState.class, Tagged.class)
            .addMixIn(TrainSpec.class, Artefacts.class)
            .addMixIn(WagonSpec.class, Artefacts.class)
            .addMixIn(WagonRun.class, Artefacts.class)
            .addMixIn(WorkOrder.class, Artefacts.class)
            .addMixIn(Composition.class, Artefacts.class);
    Stream.of(TrainPhase.class, WagonTestPhase.class, TaskState.class)
        .flatMap(Json::variants)
        .forEach(builder::registerSubtypes);
    this.mapper = builder.build();
  }

  /// Sealed types carry the simple name of their variant.
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface Tagged {}

  /// Who needs no artefacts says nothing of them, as before there were any: digests of such values
  /// stay what they were.
  interface Artefacts {
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    Object artefacts();
  }

  private static Stream<Class<?>> variants(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? variants(type) : Stream.of(type))
        .distinct();
  }

  /// The value as indented JSON with a final line break.
  public byte[] write(Object value) {
    try {
      return (mapper.writeValueAsString(value) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model value that is no JSON: " + value.getClass(), e);
    }
  }

  /// The value on one line, for logs, environment variables and digests.
  public String line(Object value) {
    try {
      return mapper.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model value that is no JSON: " + value.getClass(), e);
    }
  }

  /// The digest of the value's content.
  public Digest digest(Object value) {
    return Digest.of(line(value).getBytes(UTF_8));
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws MalformedJsonException if the bytes are something else
  public <T> T read(byte[] bytes, Class<T> type) throws MalformedJsonException {
    try {
      T value = mapper.readValue(bytes, type);
      if (value == null) {
        throw new MalformedJsonException("the document is null");
      }
      return value;
    } catch (IOException | RuntimeException e) {
      throw new MalformedJsonException(firstLine(e), e);
    }
  }

  /// The value as a tree, for writers of other formats.
  public JsonNode tree(Object value) {
    return mapper.valueToTree(value);
  }

  /// The single values in the value, by their paths; long ones are cut. For people.
  public SortedMap<String, String> leaves(Object value) {
    return Leaves.of(tree(value));
  }

  /// A value from a tree that a reader of another format made.
  ///
  /// @throws MalformedJsonException if the tree does not have the type's shape
  public <T> T fromTree(JsonNode tree, Class<T> type) throws MalformedJsonException {
    try {
      return mapper.treeToValue(tree, type);
    } catch (JsonProcessingException | RuntimeException e) {
      throw new MalformedJsonException(firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    String message =
        e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
