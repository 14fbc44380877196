package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Problem;
import java.util.List;

/// What the controller says of itself and of the yard as a whole: `controller.yaml`.
///
/// @param observedCommit the newest commit of the yard that was read
/// @param problems of that commit, worst first, at most [#MOST_PROBLEMS]
/// @param problemCount how many there are
public record ControllerStatus(
    String version,
    String yard,
    CommitId observedCommit,
    List<Condition> conditions,
    int problemCount,
    List<Problem> problems) {
  /// How many problems the file lists.
  public static final int MOST_PROBLEMS = 50;

  public ControllerStatus {
    conditions = List.copyOf(conditions);
    problems = List.copyOf(problems);
  }
}
