package dev.trainyard.model.work;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of a run source.
///
/// @param table as it was read last; null if it never was
/// @param reason one CamelCase word: why the last reading failed; empty if it did not
/// @param message the same for people
public record SourceView(@Nullable RunTable table, String reason, String message) {
  /// Nobody has asked it yet.
  public static final SourceView UNREAD = new SourceView(null, "", "");

  /// As it was read just now.
  public static SourceView read(RunTable table) {
    return new SourceView(table, "", "");
  }

  /// It could not be read: what was read before is kept.
  public SourceView failed(String why, String words) {
    return new SourceView(table, why, words);
  }

  public Optional<RunTable> known() {
    return Optional.ofNullable(table);
  }

  public boolean isFailing() {
    return !reason.isEmpty();
  }
}
