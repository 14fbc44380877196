package dev.trainyard.registry;

import java.io.IOException;
import java.io.Serial;

/// An address that nothing is sent to.
final class RefusedAddressException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  RefusedAddressException(String message) {
    super(message);
  }
}
