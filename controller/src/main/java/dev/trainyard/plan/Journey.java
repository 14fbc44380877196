package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainPhase.Merging;
import dev.trainyard.model.status.TrainPhase.Running;
import dev.trainyard.model.status.TrainPhase.Submitted;
import dev.trainyard.model.status.TrainPhase.Testing;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.TrainStatus.Uncoupled;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.Dispatch.Sent;
import dev.trainyard.plan.JobTally.GivenUp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Moves a composed train: [#test] until it passed as a whole, [#jobs] until enough of them are
/// done, then [Arrival] merges.
final class Journey {
  static final String TEST = "test";
  static final String JOBS = "jobs";
  static final String MERGE = "merge";

  private final Facts facts;

  Journey(Facts facts) {
    this.facts = facts;
  }

  /// Moves a train that is underway.
  TrainStep go(Declared<TrainSpec> train, TrainStatus status, Underway phase) {
    Composition composition = status.composition();
    OrderProgress progress =
        composition == null ? null : facts.observed().orders().get(composition.order());
    if (progress == null) {
      return unpinned(status);
    }
    TrainStatus pinned = status.carrying(Composition.of(progress.order()));
    if (facts.view(facts.engineOf(train)) instanceof EngineView.Unreachable(String why)) {
      Wait wait = new Wait("train " + train.name(), "EngineUnreachable", why);
      TrainStatus unknown = TrainConditions.unknown(pinned, why, facts.now());
      return new TrainStep(unknown, List.of(), List.of(wait), null);
    }
    return switch (phase) {
      case Testing testing -> test(train, pinned, testing, progress);
      case Submitted _, Running _ -> jobs(train, pinned, progress);
      case Merging merging -> new Arrival(facts, train).merge(pinned, merging, progress);
    };
  }

  /// Nothing was pinned: the controller was killed, or the store failed, before the order was
  /// written. So nothing runs, and the train may be composed again.
  private TrainStep unpinned(TrainStatus status) {
    TrainStatus back = status.enter(new TrainPhase.Pending(), facts.now()).carrying(null);
    Refusal why =
        new Refusal("ComposedAgain", "its order is not in the store; it is composed again");
    return TrainStep.of(TrainConditions.progressing(back, why, facts.now()));
  }

  private TrainStep test(
      Declared<TrainSpec> train, TrainStatus status, Testing phase, OrderProgress order) {
    OrderProgress progress = facts.observed().orders().get(OrderId.trainTest(order.order().id()));
    if (progress == null) {
      return unpinned(status);
    }
    Dispatch dispatch = new Dispatch(facts, train);
    if (progress.committed().containsKey(0)) {
      Sent sent =
          dispatch.first(
              status.enter(phase.submit(), facts.now()),
              order.order(),
              JOBS,
              "the train as a whole passed its test");
      return TrainStep.doing(submitted(sent.status()), sent.actions());
    }
    Submissions known = dispatch.known(status, progress.order().id(), TEST);
    Count count = count(train, status, progress, known, 0);
    if (!count.tally().givenUp().isEmpty()) {
      GivenUp job = count.tally().givenUp().getFirst();
      return failed(
          count.status(), "TestFailed", "the test of the whole train failed: " + blame(job));
    }
    return resubmit(train, count, progress.order(), known, TEST);
  }

  private TrainStep jobs(Declared<TrainSpec> train, TrainStatus status, OrderProgress progress) {
    Dispatch dispatch = new Dispatch(facts, train);
    WorkOrder order = progress.order();
    Submissions known = dispatch.known(status, order.id(), JOBS);
    int total = order.jobs().size();
    // A share of 0.98 of 100 jobs is 98, whatever binary fractions make of it.
    int needed = (int) Math.ceil(train.spec().completion() * total - 1e-9);
    Count count = count(train, status, progress, known, total - needed);
    TrainStatus counted = running(count, progress);
    Set<InstanceName> uncoupled = Dispatch.uncoupled(counted, order);
    if (uncoupled.size() == order.wagons().size()) {
      return failed(counted, "NoWagonLeft", "every wagon had to be uncoupled");
    }
    MergeOrder pinned = progress.mergeOrder();
    if (pinned != null || progress.committed().size() >= needed) {
      Arrival arrival = new Arrival(facts, train);
      List<Action> rest = dispatch.cancel(known, "enough jobs are done; outputs are merged now");
      return arrival.start(counted.enter(new Running().merge(), facts.now()), progress, rest);
    }
    if (count.tally().isSettled()) {
      return failed(counted, "JobsFailed", shortfall(count.tally(), needed, total));
    }
    return resubmit(train, new Count(counted, count.tally()), order, known, JOBS);
  }

  /// A tally, and the status that follows from it.
  private record Count(TrainStatus status, JobTally tally) {}

  /// Counts jobs; if the train may go on without wagons and more jobs are lost through them than it
  /// can spare, it uncouples them and counts again.
  private Count count(
      Declared<TrainSpec> train,
      TrainStatus status,
      OrderProgress progress,
      Submissions known,
      int spare) {
    AttemptLog log = new AttemptLog(known, progress);
    JobTally tally = tally(train, status, progress, log);
    boolean uncouple = train.spec().onWagonFailure() == OnWagonFailure.UNCOUPLE;
    if (!uncouple || tally.givenUp().size() <= spare) {
      return new Count(status, tally);
    }
    Map<String, Uncoupled> wagons = new LinkedHashMap<>();
    status.uncoupled().forEach(u -> wagons.put(u.wagon(), u));
    for (GivenUp job : tally.givenUp()) {
      for (InstanceName culprit : job.culprits()) {
        String reason = job.cause() + " on job " + job.index() + ": " + job.message();
        wagons.putIfAbsent(culprit.toString(), new Uncoupled(culprit.toString(), reason));
      }
    }
    TrainStatus without = status.without(List.copyOf(wagons.values()));
    return new Count(without, tally(train, without, progress, log));
  }

  private JobTally tally(
      Declared<TrainSpec> train, TrainStatus status, OrderProgress progress, AttemptLog log) {
    Set<InstanceName> uncoupled = Dispatch.uncoupled(status, progress.order());
    return JobTally.count(progress, log, train.spec().retry(), uncoupled, facts.now());
  }

  private TrainStep resubmit(
      Declared<TrainSpec> train, Count count, WorkOrder order, Submissions known, String stage) {
    if (count.tally().batches().isEmpty()) {
      return new TrainStep(
          count.status(), List.of(), List.of(), count.tally().nextRetry().orElse(null));
    }
    if (train.spec().suspend()) {
      Wait wait =
          new Wait(
              "train " + train.name(),
              "Suspended",
              "spec.suspend is true: jobs that failed are not tried again; set it to false");
      return new TrainStep(count.status(), List.of(), List.of(wait), null);
    }
    String why =
        known.known().isEmpty() ? "not submitted yet" : "these jobs failed and may be tried again";
    Sent sent =
        new Dispatch(facts, train)
            .batches(count.status(), order, known, count.tally().batches(), stage, why);
    return new TrainStep(
        sent.status(), sent.actions(), List.of(), count.tally().nextRetry().orElse(null));
  }

  private TrainStatus running(Count count, OrderProgress progress) {
    TrainStatus counted = Progress.of(count.status(), count.tally().counts(), progress);
    JobCounts jobs = counted.jobs();
    if (jobs.running() == 0 && jobs.done() == 0) {
      return counted;
    }
    TrainStatus moved =
        counted.phase() instanceof Submitted submitted
            ? counted.enter(submitted.start(), facts.now())
            : counted;
    Refusal why = new Refusal("Running", "its jobs are with the engine");
    return TrainConditions.progressing(moved, why, facts.now());
  }

  private TrainStatus submitted(TrainStatus status) {
    Refusal why = new Refusal(status.phase().word(), "its jobs are with the engine");
    return TrainConditions.progressing(status, why, facts.now());
  }

  private TrainStep failed(TrainStatus status, String reason, String message) {
    TrainStatus over = status.enter(new TrainPhase.Failed(facts.now(), reason), facts.now());
    String next = message + "; mend the cause and raise spec.rerun to run it again";
    return TrainStep.of(TrainConditions.stalled(over, new Refusal(reason, next), facts.now()));
  }

  private static String shortfall(JobTally tally, int needed, int total) {
    List<GivenUp> jobs = tally.givenUp();
    String first =
        jobs.isEmpty() ? "" : "; job " + jobs.getFirst().index() + ": " + blame(jobs.getFirst());
    return "%d of %d jobs failed for good, and %d must be done%s"
        .formatted(jobs.size(), total, needed, first);
  }

  private static String blame(GivenUp job) {
    List<String> culprits = new ArrayList<>();
    job.culprits().forEach(c -> culprits.add(c.toString()));
    String who = culprits.isEmpty() ? "" : " (" + String.join(", ", culprits) + ")";
    return job.cause() + who + ", " + job.message();
  }
}
