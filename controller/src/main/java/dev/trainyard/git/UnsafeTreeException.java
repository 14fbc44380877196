package dev.trainyard.git;

/// A folder of the repository holds something that is not written to disk.
public final class UnsafeTreeException extends Exception {
  UnsafeTreeException(String message) {
    super(message);
  }
}
