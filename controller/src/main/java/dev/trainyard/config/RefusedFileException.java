package dev.trainyard.config;

import dev.trainyard.model.Problem;
import java.io.Serial;

/// Ends the reading of one file; never leaves this package.
final class RefusedFileException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  RefusedFileException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
