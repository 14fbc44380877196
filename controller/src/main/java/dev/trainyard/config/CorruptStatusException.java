package dev.trainyard.config;

import java.io.Serial;

/// A file of the status branch that is not what Trainyard writes: damaged, edited by hand, or of
/// another version. The file is Trainyard's own, so it may be written anew.
public final class CorruptStatusException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  CorruptStatusException(String message, Throwable cause) {
    super(message, cause);
  }

  CorruptStatusException(String message) {
    super(message);
  }
}
