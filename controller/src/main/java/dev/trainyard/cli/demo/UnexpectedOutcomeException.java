package dev.trainyard.cli.demo;

import java.io.IOException;

/// The demo ran, and something in it did not come out as it must.
public final class UnexpectedOutcomeException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message what came out, and what was expected
  UnexpectedOutcomeException(String message) {
    super(message);
  }
}
