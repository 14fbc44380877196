package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.SubmissionName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a train: `trains/NAME.yaml` of the status branch.
///
/// @param observedCommit the commit of the yard that this status speaks of
/// @param spec digest of the fields that may not change once the train is composed
/// @param incarnation how often a train of this name was deleted and declared again
/// @param since when the phase was entered
/// @param composition what it carries; null while it waits
/// @param submissions everything submitted for it so far, in order
/// @param uncoupled wagons that it went on without, and why
public record TrainStatus(
    String name,
    String description,
    String dataset,
    String scope,
    CommitId observedCommit,
    Digest spec,
    int rerun,
    int incarnation,
    TrainPhase phase,
    Instant since,
    List<Condition> conditions,
    @Nullable Composition composition,
    List<Submitted> submissions,
    JobCounts jobs,
    List<FailureGroup> failures,
    List<WagonUsage> usage,
    Coverage coverage,
    List<MergedOutput> outputs,
    List<Uncoupled> uncoupled) {
  public TrainStatus {
    conditions = List.copyOf(conditions);
    submissions = List.copyOf(submissions);
    failures = List.copyOf(failures);
    usage = List.copyOf(usage);
    outputs = List.copyOf(outputs);
    uncoupled = List.copyOf(uncoupled);
  }

  /// One submission to an engine.
  ///
  /// @param stage `test`, `jobs` or `merge`
  /// @param tasks how many tasks it has
  public record Submitted(
      SubmissionName name, String engine, String stage, int tasks, Instant at) {}

  /// A wagon that the train went on without.
  public record Uncoupled(String wagon, String reason) {}
}
