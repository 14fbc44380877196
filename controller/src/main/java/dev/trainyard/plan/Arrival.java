package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainPhase.Merging;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.ExitCause.Blame;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeOrder.Task;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.plan.Dispatch.Sent;
import dev.trainyard.plan.Journey.Leg;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ends a train: [#start] pins what is merged and submits it, [#merge] waits for the merged files.
final class Arrival {
  private final Facts facts;
  private final Leg leg;
  private final Dispatch dispatch;
  private final OrderProgress progress;

  Arrival(Facts facts, Leg leg) {
    this.facts = facts;
    this.leg = leg;
    this.dispatch = leg.dispatch();
    this.progress = leg.progress();
  }

  /// Pins the merge and submits it, unless an earlier round did.
  ///
  /// @param rest what has to be ended first
  TrainStep start(TrainStatus status, Merging phase, List<Action> rest) {
    Submissions known = dispatch.known(status, progress, Dispatch.MERGE);
    if (leg.train().spec().suspend() && known.known().isEmpty()) {
      return leg.suspended(status, facts);
    }
    TrainStatus merging =
        TrainConditions.underway(status.enter(phase, facts.now()), phase, facts.now());
    if (!known.known().isEmpty()) {
      return TrainStep.doing(dispatch.adopt(merging, known, Dispatch.MERGE), rest);
    }
    MergeOrder merge = order(status);
    Sent sent =
        dispatch.merge(
            merging, merge, known.next(), merge.indexes(merge.tasks()), "enough jobs are done");
    return TrainStep.doing(sent.status(), sent.actions()).ending(rest);
  }

  /// What is merged: as it was pinned, or else all that is there now.
  private MergeOrder order(TrainStatus status) {
    MergeOrder pinned = progress.mergeOrder();
    return pinned == null
        ? MergePlan.of(progress, Dispatch.uncoupled(status, progress.order()))
        : pinned;
  }

  /// Waits for the merged files; a merge that was lost is submitted again.
  TrainStep merge(TrainStatus status, Merging phase) {
    Submissions jobs = dispatch.known(status, progress, Dispatch.JOBS);
    List<Action> rest = dispatch.cancel(jobs, "enough jobs are done; outputs are merged now");
    MergeOrder merge = progress.mergeOrder();
    if (merge == null) {
      return start(status, phase, rest);
    }
    List<Task> open = merge.tasks().stream().filter(t -> !isDone(progress, t)).toList();
    if (open.isEmpty()) {
      return succeeded(status, phase, merge).ending(rest);
    }
    Submissions known = dispatch.known(status, progress, Dispatch.MERGE);
    TrainStatus adopted = dispatch.adopt(status, known, Dispatch.MERGE);
    if (!known.unfinished().isEmpty()) {
      return TrainStep.doing(adopted, rest);
    }
    return again(adopted, merge, open, known).ending(rest);
  }

  /// No merge task runs, and some have left no merged file.
  private TrainStep again(
      TrainStatus status, MergeOrder merge, List<Task> open, Submissions known) {
    Retry retry = progress.order().terms().retry();
    int tries = known.known().size();
    Optional<MergeResult> fault =
        open.stream()
            .flatMap(t -> Optional.ofNullable(progress.merges().get(t.index())).stream())
            .filter(r -> isFault(r.cause().blame()))
            .findFirst();
    if (fault.isPresent() || tries > retry.infrastructure()) {
      return failed(status, fault, open, tries);
    }
    if (leg.train().spec().suspend()) {
      return leg.suspended(status, facts);
    }
    Instant at =
        tries == 0
            ? facts.now()
            : known.known().getLast().at().plus(JobTally.backoff(retry, tries));
    if (at.isAfter(facts.now())) {
      return new TrainStep(status, List.of(), List.of(), at);
    }
    Sent sent =
        dispatch.merge(status, merge, known.next(), merge.indexes(open), "this merge was lost");
    return TrainStep.doing(sent.status(), sent.actions());
  }

  private static boolean isFault(Blame blame) {
    return switch (blame) {
      case WAGON, RESOURCES, INPUT -> true;
      case INFRASTRUCTURE, NOBODY -> false;
    };
  }

  private static boolean isDone(OrderProgress progress, Task task) {
    MergeResult result = progress.merges().get(task.index());
    return result != null && result.cause() == ExitCause.SUCCEEDED;
  }

  private TrainStep succeeded(TrainStatus status, Merging phase, MergeOrder merge) {
    List<MergedOutput> outputs = new ArrayList<>();
    for (Task task : merge.tasks()) {
      MergeResult result = progress.merges().get(task.index());
      if (result != null && !result.path().isEmpty()) {
        outputs.add(
            new MergedOutput(
                result.instance(),
                result.file(),
                result.mergeList(),
                OrderId.folder(merge.order()) + "/" + result.path(),
                result.size(),
                result.sha256()));
      }
    }
    int total = progress.order().jobs().size();
    int missing = merge.missing().size();
    JobCounts counts = new JobCounts(0, 0, total - missing, missing, 0);
    TrainStatus counted = Progress.of(status, counts, progress).delivered(outputs);
    Coverage coverage = counted.coverage();
    String message =
        "%d of %d input files are in the merged outputs"
            .formatted(coverage.files(), coverage.ofFiles());
    return TrainStep.of(
        TrainConditions.ready(
            counted.enter(phase.succeed(facts.now()), facts.now()), message, facts.now()));
  }

  private TrainStep failed(
      TrainStatus status, Optional<MergeResult> fault, List<Task> open, int tries) {
    String message =
        fault
            .map(r -> r.instance() + " " + r.file() + ": " + r.message())
            .orElseGet(
                () ->
                    "%d merge tasks ended %d times without a result".formatted(open.size(), tries));
    TrainStatus over = status.enter(new TrainPhase.Failed(facts.now(), "MergeFailed"), facts.now());
    Refusal why =
        new Refusal(
            "MergeFailed", message + "; mend the cause and raise spec.rerun to run it again");
    Wait wait = new Wait(dispatch.subject(), why.reason(), why.message());
    return new TrainStep(
        TrainConditions.stalled(over, why, facts.now()), List.of(), List.of(wait), null);
  }
}
