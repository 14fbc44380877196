package dev.trainyard.cli;

/// Settings that an operator must mend; the message says what and how.
final class InvalidSettingsException extends Exception {
  InvalidSettingsException(String message) {
    super(message);
  }
}
