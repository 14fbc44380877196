package dev.trainyard.model.work;

import dev.trainyard.model.spec.RunValue;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run source knows of one run.
public final class RunRecord {
  private final long run;
  private final List<String> fields;
  private final @Nullable RunValue[] values;

  /// @param fields shared by all records of a source, in any order
  /// @param values one for each field; null where it is not known
  public RunRecord(long run, List<String> fields, @Nullable RunValue[] values) {
    this.run = run;
    this.fields = fields;
    this.values = values.clone();
  }

  public long run() {
    return run;
  }

  /// The value of a field, or null if it is not known.
  public @Nullable RunValue value(String field) {
    int index = fields.indexOf(field);
    return index < 0 ? null : values[index];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunRecord that
        && run == that.run
        && fields.equals(that.fields)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(run) * 31 + Arrays.hashCode(values);
  }
}
