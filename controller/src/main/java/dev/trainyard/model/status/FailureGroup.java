package dev.trainyard.model.status;

import java.util.List;

/// Executions that failed alike: same wagon, same cause, same first useful lines of the log.
///
/// @param wagon the instance, or `job` if no wagon is at fault
/// @param cause one word of [dev.trainyard.model.work.ExitCause]
/// @param executions how many
/// @param jobs up to ten indexes of jobs that failed so, ascending
/// @param logLines the lines they share; cleaned of control characters
public record FailureGroup(
    String wagon,
    String cause,
    String message,
    int executions,
    List<Integer> jobs,
    List<String> logLines) {
  /// Most indexes that [#jobs] holds.
  public static final int MOST_JOBS = 10;

  public FailureGroup {
    jobs = List.copyOf(jobs);
    logLines = List.copyOf(logLines);
  }
}
