package dev.trainyard.engine.kubernetes;

import java.io.Serial;

/// The cluster answered, and will not do it: the same again will be refused again.
final class RefusedRequestException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  static final int CONFLICT = 409;

  private final int code;

  RefusedRequestException(int code, String message) {
    super(message);
    this.code = code;
  }

  /// The HTTP status.
  int code() {
    return code;
  }
}
