package dev.trainyard.plan;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.Submissions.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The attempts of every job, put together from submissions and failed results. Engines must be
/// observed before the store is read: then a task that is over has left its result, or never will.
final class AttemptLog {
  private final Submissions submissions;
  private final Map<Key, JobResult> results = new HashMap<>();

  AttemptLog(Submissions submissions, OrderProgress progress) {
    this.submissions = submissions;
    for (JobResult result : progress.failed()) {
      results.put(new Key(result.submission(), result.index()), result);
    }
  }

  private record Key(String submission, int index) {}

  /// The attempts of one job, first to last.
  List<Attempt> of(int index) {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < submissions.known().size(); i++) {
      Known known = submissions.known().get(i);
      // The first submission holds every job; what a later one held is lost with it.
      attempt(known, index, i == 0).ifPresent(attempts::add);
    }
    return attempts;
  }

  private Optional<Attempt> attempt(Known known, int index, boolean holdsAll) {
    JobResult result = results.get(new Key(known.name().value(), index));
    return switch (known.sighting()) {
      case Sighting.Seen _ -> known.task(index).map(state -> attempt(known.name(), state, result));
      case Sighting.Absent() ->
          result != null
              ? Optional.of(new Attempt.Failed(result))
              : holdsAll ? Optional.of(new Attempt.Lost(known.name())) : Optional.empty();
      case Sighting.Unknown(_) ->
          Optional.of(result != null ? new Attempt.Failed(result) : new Attempt.Queued());
    };
  }

  private static Attempt attempt(SubmissionName name, TaskState state, @Nullable JobResult result) {
    return switch (state) {
      case TaskState.Waiting(), TaskState.Unknown(_) -> new Attempt.Queued();
      case TaskState.Running() -> new Attempt.Running();
      case TaskState.Ended(_), TaskState.Lost(_) ->
          result != null ? new Attempt.Failed(result) : new Attempt.Lost(name);
      case TaskState.Cancelled() ->
          result != null && result.cause() != ExitCause.CANCELLED
              ? new Attempt.Failed(result)
              : new Attempt.Cancelled();
    };
  }
}
