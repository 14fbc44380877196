package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the controller says of itself and of the yard as a whole: `controller.yaml`.
///
/// @param observedCommit the newest commit of the yard that was read
/// @param problems of that commit, worst first, at most [#MOST_PROBLEMS]
/// @param problemCount how many there are
/// @param claim which controller works on the yard; null before one has acted
public record ControllerStatus(
    String version,
    String yard,
    CommitId observedCommit,
    List<Condition> conditions,
    int problemCount,
    List<Problem> problems,
    @Nullable YardClaim claim) {
  /// How many problems the file lists.
  public static final int MOST_PROBLEMS = 50;

  public ControllerStatus {
    conditions = List.copyOf(conditions);
    problems = List.copyOf(problems);
  }

  /// Which controller works on the yard, if one does.
  public Optional<YardClaim> holder() {
    return Optional.ofNullable(claim);
  }
}
