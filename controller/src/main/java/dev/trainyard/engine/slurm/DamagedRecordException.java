package dev.trainyard.engine.slurm;

import java.io.IOException;

/// One record of the ledger holds what it never should; all others may be sound.
final class DamagedRecordException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
