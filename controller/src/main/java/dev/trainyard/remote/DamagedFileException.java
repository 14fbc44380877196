package dev.trainyard.remote;

import java.io.IOException;

/// A small file is there, but not as it was written, and nobody is writing it any more.
public final class DamagedFileException extends IOException {
  public DamagedFileException(String message) {
    super(message);
  }
}
