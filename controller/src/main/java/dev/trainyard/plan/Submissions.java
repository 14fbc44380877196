package dev.trainyard.plan;

import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All submissions of one stage of one order, first to last: those that the status remembers and
/// those that only the engine knows, because a controller was killed before it could say so.
///
/// @param known in sequence from 1
record Submissions(List<Known> known, EngineView engine, Namer namer) {

  /// One submission as the engine sees it.
  record Known(SubmissionName name, Sighting sighting) {
    /// The state of one task, or empty if the submission does not hold it.
    Optional<TaskState> task(int index) {
      return switch (sighting) {
        case Sighting.Seen(Map<Integer, TaskState> tasks) -> Optional.ofNullable(tasks.get(index));
        case Sighting.Absent(), Sighting.Unknown(_) -> Optional.empty();
      };
    }
  }

  /// Names the submissions of one stage of one order.
  record Namer(String yard, String order, Stage stage) {
    SubmissionName name(int sequence) {
      return SubmissionName.of(yard, order, stage, sequence);
    }
  }

  /// Looks for the submissions.
  ///
  /// @param remembered names that the status holds
  static Submissions find(Namer namer, Set<SubmissionName> remembered, EngineView engine) {
    List<Known> known = new ArrayList<>();
    for (int sequence = 1; ; sequence++) {
      SubmissionName name = namer.name(sequence);
      Sighting sighting = engine.of(name);
      if (!(sighting instanceof Sighting.Seen) && !remembered.contains(name)) {
        return new Submissions(List.copyOf(known), engine, namer);
      }
      known.add(new Known(name, sighting));
    }
  }

  /// Whether the engine could be asked; if not, nothing may be submitted.
  boolean isReachable() {
    return engine instanceof EngineView.Listed;
  }

  /// The name of the next submission.
  SubmissionName next() {
    return namer.name(known.size() + 1);
  }

  /// Names of submissions that have tasks which are not over.
  List<SubmissionName> unfinished() {
    return known.stream().filter(k -> isUnfinished(k.sighting())).map(Known::name).toList();
  }

  /// Whether a submission has tasks that are not over.
  static boolean isUnfinished(Sighting sighting) {
    return sighting instanceof Sighting.Seen(Map<Integer, TaskState> tasks)
        && tasks.values().stream().anyMatch(task -> !task.isOver());
  }
}
