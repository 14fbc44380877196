package dev.trainyard.cli;

/// Another controller has what this one needs.
final class InUseException extends Exception {
  InUseException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
