package dev.trainyard.engine.slurm;

import java.io.Serial;

/// Slurm said that it can never run an array as it was asked for.
final class RefusedArrayException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  RefusedArrayException(String message) {
    super(message);
  }
}
