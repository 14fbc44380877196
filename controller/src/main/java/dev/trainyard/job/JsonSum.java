package dev.trainyard.job;

import dev.trainyard.json.ExactJson;
import dev.trainyard.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
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

  /// Adds one part to the sum, in place: copying what is there for every part takes long with many.
  private record Addition(MergePart part) {

    @Nullable Object add(String at, @Nullable Object sum, @Nullable Object value)
        throws JobFailure {
      if (sum instanceof Map<?, ?> && value instanceof Map<?, ?> other) {
        addAll(at, ours(sum), other);
        return sum;
      } else if (sum instanceof List<?> && value instanceof List<?> other) {
        oursToo(sum).addAll(other);
        return sum;
      } else if (sum instanceof Number one && value instanceof Number other) {
        return number(at, one).add(number(at, other));
      } else if (Objects.equals(sum, value)) {
        return sum;
      }
      throw part.unfit("has at " + place(at) + " another value than the parts before it");
    }

    private void addAll(String at, Map<Object, @Nullable Object> sum, Map<?, ?> other)
        throws JobFailure {
      for (Map.Entry<?, ?> entry : other.entrySet()) {
        Object key = entry.getKey();
        Object value = entry.getValue();
        sum.put(key, sum.containsKey(key) ? add(at + "/" + key, sum.get(key), value) : value);
      }
    }

    private BigDecimal number(String at, Number number) throws JobFailure {
      return ExactNumbers.parse(number.toString())
          .orElseThrow(() -> part.unfit("has at " + place(at) + " no number that can be added"));
    }

    /// What was read as a map may hold anything, and nobody else has it.
    @SuppressWarnings("unchecked")
    private static Map<Object, @Nullable Object> ours(Object map) {
      return (Map<Object, @Nullable Object>) map;
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> oursToo(Object list) {
      return (List<@Nullable Object>) list;
    }

    private static String place(String at) {
      return at.isEmpty() ? "its top" : LogExcerpt.clean(at);
    }
  }
}
