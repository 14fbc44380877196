package dev.trainyard.plan;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.Submissions.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attempts of every job, put together from submissions and failed results. Engines must be
/// observed before the store is read: then a task that is over has left its result, or never will.
final class AttemptLog {
  private final Map<Key, JobResult> results = new HashMap<>();
  private final Map<Integer, List<Attempt>> attempts = new HashMap<>();

  /// Submissions that have left a result.
  private final Set<String> heard = new HashSet<>();

  /// Jobs that a forgotten submission of them was assumed to have held.
  private final Set<Integer> assumed = new HashSet<>();

  AttemptLog(Submissions submissions, OrderProgress progress) {
    progress.committed().values().forEach(result -> heard.add(result.submission()));
    for (JobResult result : progress.failed()) {
      heard.add(result.submission());
      results.put(new Key(result.submission(), result.index()), result);
    }
    for (Known known : submissions.known()) {
      switch (known.sighting()) {
        case Sighting.Seen(Map<Integer, TaskState> tasks, _, _) ->
            tasks.forEach((index, state) -> add(index, seen(known, index, state)));
        case Sighting.Absent() -> {
          for (JobSplit job : progress.order().jobs()) {
            forgotten(known, job.index()).ifPresent(attempt -> add(job.index(), attempt));
          }
        }
        case Sighting.Unknown(_) -> {
          for (JobSplit job : progress.order().jobs()) {
            JobResult result = result(known, job.index());
            add(job.index(), result == null ? new Attempt.Queued() : new Attempt.Failed(result));
          }
        }
      }
    }
  }

  private record Key(String submission, int index) {}

  /// The attempts of one job, first to last.
  List<Attempt> of(int index) {
    return attempts.getOrDefault(index, List.of());
  }

  private void add(int index, Attempt attempt) {
    attempts.computeIfAbsent(index, key -> new ArrayList<>()).add(attempt);
  }

  private @Nullable JobResult result(Known known, int index) {
    return results.get(new Key(known.name().value(), index));
  }

  private Attempt seen(Known known, int index, TaskState state) {
    JobResult result = result(known, index);
    return switch (state) {
      case TaskState.Waiting(), TaskState.Stuck(_), TaskState.Unknown(_) -> new Attempt.Queued();
      case TaskState.Running() -> new Attempt.Running();
      case TaskState.Ended(int code) -> overWith(result, known, "exit code " + code);
      case TaskState.Lost(String why) -> overWith(result, known, why);
      case TaskState.Cancelled() ->
          result != null && result.cause() != ExitCause.CANCELLED
              ? new Attempt.Failed(result)
              : new Attempt.Cancelled(known.at());
    };
  }

  private static Attempt overWith(@Nullable JobResult result, Known known, String why) {
    return result != null ? new Attempt.Failed(result) : new Attempt.Lost(known.at(), why);
  }

  /// The attempt of a job in a submission that the engine has forgotten. The first one held every
  /// job; a later one may have held a job whose attempts before it had all ended. Of those that
  /// have left results of other jobs that is assumed once: to count them all would give up jobs
  /// that only waited for their retry.
  private Optional<Attempt> forgotten(Known known, int index) {
    JobResult result = result(known, index);
    if (result != null) {
      return Optional.of(new Attempt.Failed(result));
    }
    List<Attempt> before = of(index);
    boolean held =
        before.isEmpty()
            || (before.getLast().isOver()
                && before.getLast().ended().isBefore(known.at())
                && (!heard.contains(known.name().value()) || assumed.add(index)));
    return held ? Optional.of(new Attempt.Lost(known.at(), "")) : Optional.empty();
  }
}
