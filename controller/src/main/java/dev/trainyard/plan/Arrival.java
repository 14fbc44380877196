package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
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
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.plan.Dispatch.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Ends a train: [#start] pins what is merged and submits it, [#merge] waits for the merged files.
final class Arrival {
  private static final int MOST_SUBMISSIONS = 3;

  private final Facts facts;
  private final Dispatch dispatch;

  Arrival(Facts facts, Declared<TrainSpec> train) {
    this.facts = facts;
    this.dispatch = new Dispatch(facts, train);
  }

  /// Pins the merge, unless an earlier round did, and submits it.
  ///
  /// @param rest what has to be ended first
  TrainStep start(TrainStatus status, OrderProgress progress, List<Action> rest) {
    Set<InstanceName> uncoupled = Dispatch.uncoupled(status, progress.order());
    MergeOrder pinned = progress.mergeOrder();
    MergeOrder merge = pinned == null ? MergePlan.of(progress, uncoupled) : pinned;
    SubmissionName name =
        SubmissionName.of(facts.settings().yard(), progress.order().id(), Stage.MERGE, 1);
    Sent sent =
        dispatch.merge(status, merge, name, merge.indexes(merge.tasks()), "enough jobs are done");
    List<Action> actions = new ArrayList<>(rest);
    actions.addAll(sent.actions());
    Refusal why = new Refusal("Merging", "its outputs are being merged");
    return TrainStep.doing(TrainConditions.progressing(sent.status(), why, facts.now()), actions);
  }

  /// Waits for the merged files; a merge that was lost is submitted again.
  TrainStep merge(TrainStatus status, Merging phase, OrderProgress progress) {
    MergeOrder merge = progress.mergeOrder();
    if (merge == null) {
      return start(status, progress, List.of());
    }
    List<Task> open = merge.tasks().stream().filter(t -> !isDone(progress, t)).toList();
    if (open.isEmpty()) {
      return succeeded(status, phase, progress, merge);
    }
    Submissions known = dispatch.known(status, progress.order().id(), Journey.MERGE);
    if (!known.unfinished().isEmpty()) {
      return TrainStep.of(status);
    }
    Optional<MergeResult> fault =
        open.stream()
            .flatMap(t -> Optional.ofNullable(progress.merges().get(t.index())).stream())
            .filter(r -> r.cause().blame() != Blame.INFRASTRUCTURE)
            .findFirst();
    if (fault.isPresent() || known.known().size() >= MOST_SUBMISSIONS) {
      return failed(status, fault, open);
    }
    Sent sent =
        dispatch.merge(status, merge, known.next(), merge.indexes(open), "this merge was lost");
    return TrainStep.doing(sent.status(), sent.actions());
  }

  private static boolean isDone(OrderProgress progress, Task task) {
    MergeResult result = progress.merges().get(task.index());
    return result != null && result.cause() == ExitCause.SUCCEEDED;
  }

  private TrainStep succeeded(
      TrainStatus status, Merging phase, OrderProgress progress, MergeOrder merge) {
    List<MergedOutput> outputs = new ArrayList<>();
    for (Task task : merge.tasks()) {
      MergeResult result = progress.merges().get(task.index());
      if (result != null && !result.path().isEmpty()) {
        outputs.add(
            new MergedOutput(
                result.instance(),
                result.file(),
                result.mergeList(),
                result.path(),
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

  private TrainStep failed(TrainStatus status, Optional<MergeResult> fault, List<Task> open) {
    String message =
        fault
            .map(r -> r.instance() + " " + r.file() + ": " + r.message())
            .orElseGet(
                () ->
                    "%d merge tasks ended %d times without a result"
                        .formatted(open.size(), MOST_SUBMISSIONS));
    TrainStatus over = status.enter(new TrainPhase.Failed(facts.now(), "MergeFailed"), facts.now());
    Refusal why =
        new Refusal(
            "MergeFailed", message + "; mend the cause and raise spec.rerun to run it again");
    Wait wait = new Wait(dispatch.subject(), why.reason(), why.message());
    return new TrainStep(
        TrainConditions.stalled(over, why, facts.now()), List.of(), List.of(wait), null);
  }
}
