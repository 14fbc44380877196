package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.SubmissionName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a train: `trains/NAME.yaml` of the status branch.
///
/// @param observedCommit the commit of the yard that this status speaks of
/// @param spec digest of the fields that may not change once the train is composed
/// @param incarnation how often a train of this name was deleted and declared again
/// @param since when the phase was entered
/// @param composition what it carries; null while it waits
/// @param submissions what was submitted for it so far, in order: of each stage the first one,
///   which held all its tasks, and the last ones, up to [#MOST_SUBMISSIONS]
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

  /// How many submissions of one stage are spoken of: the first, and the last ones.
  public static final int MOST_SUBMISSIONS = 20;

  /// What actions for this train are done for.
  public String subject() {
    return subject(name);
  }

  /// What actions for a train of this name are done for.
  public static String subject(String train) {
    return "train " + train;
  }

  /// The same train in another phase; the time of entering is kept if the phase is the same.
  public TrainStatus enter(TrainPhase next, Instant at) {
    Instant entered = phase.getClass() == next.getClass() ? since : at;
    return new TrainStatus(
        name,
        description,
        dataset,
        scope,
        observedCommit,
        spec,
        rerun,
        incarnation,
        next,
        entered,
        conditions,
        composition,
        submissions,
        next instanceof TrainPhase.Terminal ? jobs.ended() : jobs,
        failures,
        usage,
        coverage,
        outputs,
        uncoupled);
  }

  /// The same train as this commit shows it.
  public TrainStatus observedAt(CommitId commit, String words) {
    return new TrainStatus(
        name,
        words,
        dataset,
        scope,
        commit,
        spec,
        rerun,
        incarnation,
        phase,
        since,
        conditions,
        composition,
        submissions,
        jobs,
        failures,
        usage,
        coverage,
        outputs,
        uncoupled);
  }

  /// The same train with one condition replaced or added.
  public TrainStatus with(Condition condition) {
    return saying(Condition.with(conditions, condition));
  }

  /// The same train; what was so before is so since then, whatever was said in between.
  public TrainStatus sinceThen(TrainStatus before) {
    List<Condition> told = before.conditions;
    for (Condition condition : conditions) {
      told = Condition.with(told, condition);
    }
    return saying(told);
  }

  private TrainStatus saying(List<Condition> told) {
    return new TrainStatus(
        name,
        description,
        dataset,
        scope,
        observedCommit,
        spec,
        rerun,
        incarnation,
        phase,
        since,
        told,
        composition,
        submissions,
        jobs,
        failures,
        usage,
        coverage,
        outputs,
        uncoupled);
  }

  /// The same train with what it carries.
  public TrainStatus carrying(@Nullable Composition pinned) {
    return new TrainStatus(
        name,
        description,
        dataset,
        scope,
        observedCommit,
        spec,
        rerun,
        incarnation,
        phase,
        since,
        conditions,
        pinned,
        submissions,
        jobs,
        failures,
        usage,
        coverage,
        outputs,
        uncoupled);
  }

  /// The same train after one more submission.
  public TrainStatus with(Submitted submission) {
    List<Submitted> all = new ArrayList<>(submissions);
    all.removeIf(earlier -> earlier.name().equals(submission.name()));
    all.add(submission);
    List<Submitted> stage =
        all.stream().filter(other -> other.stage().equals(submission.stage())).toList();
    if (stage.size() > MOST_SUBMISSIONS) {
      all.remove(stage.get(1));
    }
    return new TrainStatus(
        name,
        description,
        dataset,
        scope,
        observedCommit,
        spec,
        rerun,
        incarnation,
        phase,
        since,
        conditions,
        composition,
        all,
        jobs,
        failures,
        usage,
        coverage,
        outputs,
        uncoupled);
  }

  /// The same train with its progress.
  public TrainStatus counted(
      JobCounts counts, List<FailureGroup> groups, List<WagonUsage> used, Coverage covered) {
    return new TrainStatus(
        name,
        description,
        dataset,
        scope,
        observedCommit,
        spec,
        rerun,
        incarnation,
        phase,
        since,
        conditions,
        composition,
        submissions,
        counts,
        groups,
        used,
        covered,
        outputs,
        uncoupled);
  }

  /// The same train with its merged files.
  public TrainStatus delivered(List<MergedOutput> merged) {
    return new TrainStatus(
        name,
        description,
        dataset,
        scope,
        observedCommit,
        spec,
        rerun,
        incarnation,
        phase,
        since,
        conditions,
        composition,
        submissions,
        jobs,
        failures,
        usage,
        coverage,
        merged,
        uncoupled);
  }

  /// The same train going on without these wagons.
  public TrainStatus without(List<Uncoupled> wagons) {
    return new TrainStatus(
        name,
        description,
        dataset,
        scope,
        observedCommit,
        spec,
        rerun,
        incarnation,
        phase,
        since,
        conditions,
        composition,
        submissions,
        jobs,
        failures,
        usage,
        coverage,
        outputs,
        wagons);
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
