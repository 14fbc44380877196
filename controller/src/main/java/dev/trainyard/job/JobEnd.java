package dev.trainyard.job;

import dev.trainyard.model.work.ExitCause;

/// How the process of a job or a merge ends, as its exit code; engines and people see no more.
public enum JobEnd {
  /// The result is committed, by this execution or by an earlier one.
  COMMITTED(0),
  /// A wagon, a merge program or an input failed: trying again changes nothing unless somebody
  /// acts.
  WAGON_FAILED(1),
  /// The world around failed: store, staging, machine. Another try may succeed.
  INFRASTRUCTURE_FAILED(2),
  /// It was told to stop; the code of a process that SIGTERM ended.
  CANCELLED(143);

  private final int exitCode;

  JobEnd(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  static JobEnd of(ExitCause cause) {
    if (cause == ExitCause.CANCELLED) {
      return CANCELLED;
    }
    return switch (cause.blame()) {
      case NOBODY -> cause == ExitCause.SUCCEEDED ? COMMITTED : WAGON_FAILED;
      case WAGON, RESOURCES, INPUT -> WAGON_FAILED;
      case INFRASTRUCTURE, STORE -> INFRASTRUCTURE_FAILED;
    };
  }
}
