package dev.trainyard.cli;

/// Something that the caller of a command must say otherwise; the message tells how.
final class UsageException extends Exception {
  UsageException(String message) {
    super(message);
  }
}
