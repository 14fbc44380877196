package dev.trainyard.git;

/// A file of keys that cannot be read or understood.
public final class UnusableKeysException extends Exception {
  private static final long serialVersionUID = 1;

  UnusableKeysException(String message) {
    super(message);
  }
}
