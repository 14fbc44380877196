package dev.trainyard.job;

import java.io.IOException;

/// Compressed bytes are not what they should be: cut off, damaged, or something else.
final class CorruptInputException extends IOException {
  /// @param message what the file does, as in "ends in the middle"
  CorruptInputException(String message) {
    super(message);
  }
}
