package dev.trainyard.engine;

import java.io.IOException;
import java.io.Serial;

/// Another engine runs on this ledger.
public final class LedgerInUseException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public LedgerInUseException(String message) {
    super(message);
  }
}
