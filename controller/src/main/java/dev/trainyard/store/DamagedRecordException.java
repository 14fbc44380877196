package dev.trainyard.store;

import java.io.IOException;
import java.nio.file.Path;

/// A record of the store that cannot be read as what it should be.
public final class DamagedRecordException extends IOException {
  private final transient Path file;

  DamagedRecordException(Path file, String why) {
    super("damaged record " + file + ": " + why);
    this.file = file;
  }

  DamagedRecordException(Path file, IOException cause) {
    super("damaged record " + file + ": " + cause.getMessage(), cause);
    this.file = file;
  }

  /// The damaged file.
  public Path file() {
    return file;
  }
}
