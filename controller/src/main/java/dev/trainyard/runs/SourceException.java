package dev.trainyard.runs;

import java.io.Serial;

/// A run source that could not be read.
public final class SourceException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason one CamelCase word
  public SourceException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }

  /// What went wrong, as one clause.
  public String text() {
    return String.valueOf(getMessage());
  }
}
