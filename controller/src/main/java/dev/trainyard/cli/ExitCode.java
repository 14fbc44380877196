package dev.trainyard.cli;

/// What a command's exit code tells a script: whose turn it is.
enum ExitCode {
  /// All is well.
  FINE(0),
  /// The command line is wrong.
  USAGE(1),
  /// The configuration is invalid: its author must mend it.
  INVALID(2),
  /// Something outside failed, such as the disk or a remote: try again.
  OUTSIDE(3),
  /// There was nothing to do.
  NOTHING(4),
  /// A train or a test failed, or waits for a person.
  UNFINISHED(5),
  /// A bug of Trainyard.
  BUG(31);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
