package dev.trainyard.engine.slurm;

import java.io.Serial;

/// Slurm takes no array like this until a person mends something: an account, a partition, a limit.
final class HinderedArrayException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  HinderedArrayException(String message) {
    super(message);
  }
}
