package dev.trainyard.engine;

import dev.trainyard.model.work.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a submission ended: `over.json`. With it, nobody has to look at its tasks' files again.
///
/// @param at when the last task was over
public record SubmissionOutcome(Instant at, List<Group> groups) {
  public SubmissionOutcome {
    groups = List.copyOf(groups);
  }

  /// The tasks that ended alike.
  public record Group(TaskState state, List<Integer> indexes) {
    public Group {
      indexes = List.copyOf(indexes);
    }
  }

  public static SubmissionOutcome of(Instant at, Map<Integer, TaskState> tasks) {
    Map<TaskState, List<Integer>> groups = new LinkedHashMap<>();
    tasks.forEach(
        (index, state) -> groups.computeIfAbsent(state, _ -> new ArrayList<>()).add(index));
    return new SubmissionOutcome(
        at, groups.entrySet().stream().map(g -> new Group(g.getKey(), g.getValue())).toList());
  }
}
