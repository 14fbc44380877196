package dev.trainyard.runs;

import java.io.Serial;

/// A run source that could not be read.
public final class SourceException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason one CamelCase word
  /// @param message for all who may read the yard: it names no path, host or query
  public SourceException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// @param cause for the operator only
  SourceException(String reason, String message, Exception cause) {
    super(message, cause);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }

  /// What went wrong, as one clause.
  public String text() {
    return String.valueOf(getMessage());
  }

  /// What the operator should know beside it; empty if nothing.
  public String detail() {
    Throwable cause = getCause();
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
