package dev.trainyard.json;

import java.io.IOException;
import java.io.Serial;

/// A document that is not what it should be: damaged, of another version, or written by hand.
public final class MalformedJsonException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedJsonException(String message) {
    super(message);
  }

  public MalformedJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
