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
import dev.trainyard.plan.JobTally.Batch;
import dev.trainyard.plan.Journey.Leg;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ends a train: [#start] pins what is merged and submits it, [#merge] waits for the merged files.
final class Arrival {
  private static final int MOST_FAULTS = 3;

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
    Batch all = new Batch(1, merge.indexes(merge.tasks()));
    Sent sent = dispatch.merge(merging, merge, known, all, progress.order());
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
    List<Action> rest = dispatch.cancelRest(jobs, progress.committed().keySet(), Journey.ENOUGH);
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

  /// No merge task runs, and some have left no merged file. Those that may still succeed are tried
  /// again before anything is given up.
  private TrainStep again(
      TrainStatus status, MergeOrder merge, List<Task> open, Submissions known) {
    Retry retry = progress.order().terms().retry();
    int tries = known.known().size();
    List<Task> hopeful = open.stream().filter(task -> mayBeTried(task, retry, tries)).toList();
    if (hopeful.isEmpty()) {
      return failed(status, merge, open, tries);
    }
    if (leg.train().spec().suspend()) {
      return leg.suspended(status, facts);
    }
    Instant at =
        tries == 0
            ? facts.now()
            : known.known().getLast().at().plus(JobTally.pause(retry, tries, mostUrgent(hopeful)));
    boolean clockWasSetBack = tries > 0 && known.known().getLast().at().isAfter(facts.now());
    if (at.isAfter(facts.now()) && !clockWasSetBack) {
      return new TrainStep(status, List.of(), List.of(), at);
    }
    boolean exceeded = hopeful.stream().anyMatch(task -> blame(task) == Blame.RESOURCES);
    Batch batch = new Batch(exceeded ? Math.pow(2, tries) : 1, merge.indexes(hopeful));
    Sent sent = dispatch.merge(status, merge, known, batch, progress.order());
    return TrainStep.doing(sent.status(), sent.actions());
  }

  /// Room may be there at any time: what waits for it does not wait for the others' faults.
  private Blame mostUrgent(List<Task> tasks) {
    return tasks.stream().anyMatch(task -> blame(task) == Blame.STORE)
        ? Blame.STORE
        : Blame.INFRASTRUCTURE;
  }

  private boolean mayBeTried(Task task, Retry retry, int tries) {
    return switch (blame(task)) {
      case WAGON, INPUT -> false;
      case RESOURCES -> tries <= retry.resources();
      case INFRASTRUCTURE, NOBODY -> tries <= retry.infrastructure();
      case STORE -> true;
    };
  }

  /// Whose fault it is that this is not merged; the infrastructure's if nothing is known.
  private Blame blame(Task task) {
    MergeResult result = progress.merges().get(task.index());
    return result == null ? Blame.INFRASTRUCTURE : result.cause().blame();
  }

  private static boolean isDone(OrderProgress progress, Task task) {
    MergeResult result = progress.merges().get(task.index());
    return result != null && result.cause() == ExitCause.SUCCEEDED;
  }

  private TrainStep succeeded(TrainStatus status, Merging phase, MergeOrder merge) {
    int total = progress.order().jobs().size();
    int missing = merge.missing().size();
    JobCounts counts = new JobCounts(0, 0, total - missing, missing, 0);
    TrainStatus counted = Progress.of(status, counts, progress).delivered(outputs(merge));
    Coverage coverage = counted.coverage();
    String message =
        "%d of %d input files are in the merged outputs"
            .formatted(coverage.files(), coverage.ofFiles());
    return TrainStep.of(
        TrainConditions.ready(
            counted.enter(phase.succeed(facts.now()), facts.now()), message, facts.now()));
  }

  /// What is merged.
  private List<MergedOutput> outputs(MergeOrder merge) {
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
    return List.copyOf(outputs);
  }

  private TrainStep failed(TrainStatus status, MergeOrder merge, List<Task> open, int tries) {
    TrainStatus over =
        status
            .delivered(outputs(merge))
            .enter(new TrainPhase.Failed(facts.now(), "MergeFailed"), facts.now());
    String message =
        reason(open, tries)
            + " (%d of %d outputs are merged)"
                .formatted(merge.tasks().size() - open.size(), merge.tasks().size());
    Refusal why =
        new Refusal(
            "MergeFailed", message + "; mend the cause and raise spec.rerun to run it again");
    Wait wait = new Wait(dispatch.subject(), why.reason(), why.message());
    return new TrainStep(
        TrainConditions.stalled(over, why, facts.now()), List.of(), List.of(wait), null);
  }

  private String reason(List<Task> open, int tries) {
    List<String> faults =
        open.stream()
            .flatMap(task -> Optional.ofNullable(progress.merges().get(task.index())).stream())
            .map(result -> result.instance() + " " + result.file() + ": " + result.message())
            .distinct()
            .toList();
    int shown = Math.min(MOST_FAULTS, faults.size());
    String more = faults.size() > shown ? "; and %d more".formatted(faults.size() - shown) : "";
    return faults.isEmpty()
        ? "%d merge tasks ended %d times without a result".formatted(open.size(), tries)
        : String.join("; ", faults.subList(0, shown)) + more;
  }
}
