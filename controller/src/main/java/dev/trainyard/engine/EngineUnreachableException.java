package dev.trainyard.engine;

import java.io.IOException;
import java.io.Serial;

/// An engine could not be asked: nothing is known of what it did, and asking again later is right.
public final class EngineUnreachableException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public EngineUnreachableException(String message) {
    super(message);
  }

  public EngineUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
