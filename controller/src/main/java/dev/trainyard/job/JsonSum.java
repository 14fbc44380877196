package dev.trainyard.job;

import dev.trainyard.json.ExactJson;
import dev.trainyard.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Adds JSON documents: numbers are added exactly, lists joined, objects merged key by key in the
/// order of first appearance; texts, booleans and nulls must be equal.
final class JsonSum implements PartMerge {
  private final ExactJson json = new ExactJson();

  @Override
  public void merge(List<MergePart> parts, OutputStream out) throws IOException, JobFailure {
    @Nullable Object sum = null;
    boolean first = true;
    for (MergePart part : parts) {
      Object value = read(part);
      sum = first ? value : new Addition(part).add("", sum, value);
      first = false;
    }
    json.write(sum, out);
  }

  private @Nullable Object read(MergePart part) throws IOException, JobFailure {
    try (InputStream in = part.open()) {
      Object value = json.read(in);
      in.transferTo(OutputStream.nullOutputStream());
      return value;
    } catch (MalformedJsonException e) {
      throw part.unfit("is no JSON: " + LogExcerpt.clean(e.getMessage() + ""));
    }
  }

  /// Adds one part to the sum.
  private record Addition(MergePart part) {

    @Nullable Object add(String at, @Nullable Object sum, @Nullable Object value)
        throws JobFailure {
      if (sum instanceof Map<?, ?> one && value instanceof Map<?, ?> other) {
        return objects(at, one, other);
      } else if (sum instanceof List<?> one && value instanceof List<?> other) {
        List<@Nullable Object> joined = new ArrayList<>(one);
        joined.addAll(other);
        return joined;
      } else if (sum instanceof Number one && value instanceof Number other) {
        return number(at, one).add(number(at, other));
      } else if (Objects.equals(sum, value)) {
        return sum;
      }
      throw part.unfit("has at " + place(at) + " another value than the parts before it");
    }

    private Map<Object, @Nullable Object> objects(String at, Map<?, ?> one, Map<?, ?> other)
        throws JobFailure {
      Map<Object, @Nullable Object> merged = new LinkedHashMap<>(one);
      for (Map.Entry<?, ?> entry : other.entrySet()) {
        Object key = entry.getKey();
        boolean known = merged.containsKey(key);
        merged.put(
            key, known ? add(at + "/" + key, merged.get(key), entry.getValue()) : entry.getValue());
      }
      return merged;
    }

    private BigDecimal number(String at, Number number) throws JobFailure {
      return ExactNumbers.parse(number.toString())
          .orElseThrow(() -> part.unfit("has at " + place(at) + " no number that can be added"));
    }

    private static String place(String at) {
      return at.isEmpty() ? "its top" : LogExcerpt.clean(at);
    }
  }
}
