package dev.trainyard.cli;

/// What a command's exit code tells a script: whose turn it is.
enum ExitCode {
  FINE(0, "all is well"),
  USAGE(1, "the command line is wrong"),
  INVALID(2, "the configuration is invalid: its author must mend it"),
  OUTSIDE(3, "something outside failed, such as the disk or a remote: try again"),
  NOTHING(4, "there was nothing to do"),
  UNFINISHED(5, "a train or a test failed, or waits for a person"),
  BUG(31, "a bug of Trainyard");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }
}
