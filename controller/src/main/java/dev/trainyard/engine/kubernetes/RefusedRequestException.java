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

  /// Whether the same request is refused whenever it is made. What is said of an address instead
  /// may come from a proxy, or be of a namespace that is made right now.
  boolean isFinal() {
    return code != 404 && code != 405 && code != 410;
  }

  /// The HTTP status.
  int code() {
    return code;
  }
}
