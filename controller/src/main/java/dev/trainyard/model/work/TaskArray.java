package dev.trainyard.model.work;

import java.util.List;

/// N identical tasks for an engine, which knows nothing of wagons: each runs `command` with
/// [#INDEX] replaced by its index.
///
/// @param indexes the tasks' indexes, ascending
/// @param priority higher goes first among what waits
public record TaskArray(
    SubmissionName name,
    List<Integer> indexes,
    List<String> command,
    TaskNeeds needs,
    int priority) {
  /// The word of the command that stands for the task's index.
  public static final String INDEX = "{index}";

  public TaskArray {
    indexes = List.copyOf(indexes);
    command = List.copyOf(command);
  }
}
