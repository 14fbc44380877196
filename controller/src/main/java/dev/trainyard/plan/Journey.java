package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
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
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.Dispatch.Sent;
import dev.trainyard.plan.JobTally.GivenUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moves a train whose order is pinned: [#test] until it passed as a whole, [#jobs] until enough of
/// them are done, then [Arrival] merges. What it carries and how it runs follow from the order, not
/// from the yard.
final class Journey {
  static final String ENOUGH =
      "enough jobs are done and the others had their time; outputs are merged now";

  private final Facts facts;
  private final TestDesk desk;

  Journey(Facts facts, TestDesk desk) {
    this.facts = facts;
    this.desk = desk;
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
    String engine = progress.order().terms().engine();
    if (facts.view(engine) instanceof EngineView.Unreachable(String why)) {
      Wait wait = new Wait("train " + train.name(), "EngineUnreachable", why);
      TrainStatus unknown = TrainConditions.unknown(pinned, why, facts.now());
      return new TrainStep(unknown, List.of(), List.of(wait), null);
    }
    TrainStatus heard = TrainConditions.underway(pinned, phase, facts.now());
    Leg leg = new Leg(train, new Dispatch(facts, train, engine), progress);
    TrainStep step =
        switch (phase) {
          case Testing testing -> test(leg, heard, testing);
          case Submitted _, Running _ -> jobs(leg, heard);
          case Merging merging -> new Arrival(facts, leg).merge(heard, merging);
        };
    TrainStep steered = new Steering(facts, train, engine).with(step);
    return steered.saying(steered.status().sinceThen(status));
  }

  /// One train on its way.
  ///
  /// @param progress of the order that the stage runs: the train's own, or that of its test
  record Leg(Declared<TrainSpec> train, Dispatch dispatch, OrderProgress progress) {
    WorkOrder order() {
      return progress.order();
    }

    /// The step of a train that has something to submit and must not.
    TrainStep suspended(TrainStatus status, Facts facts) {
      String message = "spec.suspend is true: nothing more is submitted; set it to false";
      Refusal why = new Refusal("Suspended", message);
      Wait wait = new Wait(dispatch.subject(), why.reason(), message);
      return new TrainStep(
          TrainConditions.progressing(status, why, facts.now()), List.of(), List.of(wait), null);
    }
  }

  /// Nothing was pinned: the controller was killed, or the store failed, before the order was
  /// written. So nothing runs, and the train may be composed again.
  private TrainStep unpinned(TrainStatus status) {
    TrainStatus back = status.enter(new TrainPhase.Pending(), facts.now()).carrying(null);
    Refusal why =
        new Refusal("ComposedAgain", "its order is not in the store; it is composed again");
    return TrainStep.of(TrainConditions.progressing(back, why, facts.now()));
  }

  private TrainStep test(Leg leg, TrainStatus status, Testing phase) {
    OrderProgress pinned =
        facts.observed().orders().get(OrderId.trainTest(leg.progress().order().id()));
    Leg test = new Leg(leg.train(), leg.dispatch(), pinned == null ? draft(leg.order()) : pinned);
    if (test.progress().committed().containsKey(0)) {
      return depart(leg, Uncoupling.recovered(status, test.progress()), phase);
    }
    Submissions known = test.dispatch().known(status, test.progress(), Dispatch.TEST);
    TrainStatus adopted = test.dispatch().adopt(status, known, Dispatch.TEST);
    Count count = count(test, adopted, known, 0);
    if (isEmpty(count.status(), test.order())) {
      return failed(count.status(), "NoWagonLeft", "every wagon failed the test of the train");
    }
    if (!count.tally().givenUp().isEmpty()) {
      GivenUp job = count.tally().givenUp().getFirst();
      return failed(
          count.status(), "TestFailed", "the test of the whole train failed: " + blame(job));
    }
    return submit(test, count, known, Dispatch.TEST);
  }

  private OrderProgress draft(WorkOrder train) {
    WorkOrder test = new OrderDraft(facts).trainTest(train, desk.sample(train));
    return new OrderProgress(test, Map.of(), List.of(), null, Map.of());
  }

  /// The test is passed: all jobs are submitted, unless an earlier controller did.
  private TrainStep depart(Leg leg, TrainStatus status, Testing phase) {
    Submissions known = leg.dispatch().known(status, leg.progress(), Dispatch.JOBS);
    TrainStatus adopted = leg.dispatch().adopt(status, known, Dispatch.JOBS);
    TrainStep step =
        known.known().isEmpty()
            ? submit(leg, count(leg, adopted, known, 0), known, Dispatch.JOBS)
            : TrainStep.of(adopted);
    if (!step.waits().isEmpty()) {
      return step;
    }
    Submitted next = phase.submit();
    TrainStatus moved =
        TrainConditions.underway(step.status().enter(next, facts.now()), next, facts.now());
    return new TrainStep(moved, step.actions(), List.of(), step.due());
  }

  private TrainStep jobs(Leg leg, TrainStatus status) {
    OrderProgress progress = leg.progress();
    int total = leg.order().jobs().size();
    int needed = needed(leg.order());
    Submissions known = leg.dispatch().known(status, progress, Dispatch.JOBS);
    TrainStatus adopted = leg.dispatch().adopt(status, known, Dispatch.JOBS);
    Count count = count(leg, adopted, known, total - needed);
    TrainStatus counted = Progress.of(count.status(), count.tally().counts(), progress);
    MergeOrder merge = progress.mergeOrder();
    boolean enough = merge != null || progress.committed().size() >= needed;
    if (counted.phase() instanceof Submitted submitted) {
      counted = started(counted, submitted);
    } else if (enough && isLastCall(count, progress, needed)) {
      Instant until = LastCall.ends(progress, needed);
      return submit(leg, new Count(counted, count.tally()), known, Dispatch.JOBS).dueBy(until);
    } else if (enough) {
      return new Arrival(facts, leg)
          .start(
              counted,
              new Running().merge(),
              leg.dispatch().cancelRest(known, progress.committed().keySet(), ENOUGH));
    }
    if (!enough && isEmpty(counted, leg.order())) {
      return failed(counted, "NoWagonLeft", "every wagon had to be uncoupled")
          .ending(leg.dispatch().cancel(known, "every wagon had to be uncoupled"));
    }
    if (!enough && count.tally().givenUp().size() > total - needed) {
      return failed(counted, "JobsFailed", shortfall(count.tally(), needed, total))
          .ending(leg.dispatch().cancel(known, "too many jobs failed for good"));
    }
    return enough
        ? TrainStep.of(counted)
        : submit(leg, new Count(counted, count.tally()), known, Dispatch.JOBS);
  }

  /// Whether jobs that are not done may still get in.
  private boolean isLastCall(Count count, OrderProgress progress, int needed) {
    JobCounts counts = count.tally().counts();
    return progress.mergeOrder() == null
        && counts.waiting() + counts.running() > 0
        && facts.now().isBefore(LastCall.ends(progress, needed));
  }

  /// How many jobs must succeed: at least one. A share of 0.98 of 100 jobs is 98, whatever binary
  /// fractions make of it.
  private static int needed(WorkOrder order) {
    double share = order.terms().completion() * order.jobs().size();
    return Math.max(1, (int) Math.ceil(share - 1e-9));
  }

  private static boolean isEmpty(TrainStatus status, WorkOrder order) {
    return Dispatch.uncoupled(status, order).size() == order.wagons().size();
  }

  /// A tally, and the status that follows from it.
  private record Count(TrainStatus status, JobTally tally) {}

  /// Counts jobs; if the train may go on without wagons and more jobs are lost through them than it
  /// can spare, it uncouples them and counts again.
  private Count count(Leg leg, TrainStatus prior, Submissions known, int spare) {
    TrainStatus status = Uncoupling.recovered(prior, leg.progress());
    AttemptLog log = new AttemptLog(known, leg.progress());
    JobTally tally = tally(leg, status, log);
    boolean uncouple = leg.order().terms().onWagonFailure() == OnWagonFailure.UNCOUPLE;
    if (!uncouple || tally.givenUp().size() <= spare) {
      return new Count(status, tally);
    }
    TrainStatus without = Uncoupling.after(status, tally.givenUp());
    return new Count(without, tally(leg, without, log));
  }

  private JobTally tally(Leg leg, TrainStatus status, AttemptLog log) {
    Set<InstanceName> uncoupled = Dispatch.uncoupled(status, leg.order());
    return JobTally.count(leg.progress(), log, leg.order().terms().retry(), uncoupled, facts.now());
  }

  /// Submits what is ready, if anything.
  private TrainStep submit(Leg leg, Count count, Submissions known, String stage) {
    @Nullable Instant due = count.tally().nextRetry().orElse(null);
    if (count.tally().batches().isEmpty()) {
      return new TrainStep(count.status(), List.of(), List.of(), due);
    }
    if (leg.train().spec().suspend()) {
      return leg.suspended(count.status(), facts);
    }
    Sent sent =
        leg.dispatch().batches(count.status(), leg.order(), known, count.tally().batches(), stage);
    return new TrainStep(sent.status(), sent.actions(), List.of(), due);
  }

  private TrainStatus started(TrainStatus status, Submitted phase) {
    if (status.jobs().running() == 0 && status.jobs().done() == 0) {
      return status;
    }
    Running next = phase.start();
    return TrainConditions.underway(status.enter(next, facts.now()), next, facts.now());
  }

  private TrainStep failed(TrainStatus status, String reason, String message) {
    TrainStatus over = status.enter(new TrainPhase.Failed(facts.now(), reason), facts.now());
    String next = message + "; mend the cause and raise spec.rerun to run it again";
    return TrainStep.of(TrainConditions.stalled(over, new Refusal(reason, next), facts.now()));
  }

  private static String shortfall(JobTally tally, int needed, int total) {
    GivenUp first = tally.givenUp().getFirst();
    return "%d of %d jobs failed for good, and %d must be done; job %d: %s"
        .formatted(tally.givenUp().size(), total, needed, first.index(), blame(first));
  }

  private static String blame(GivenUp job) {
    List<String> culprits = new ArrayList<>();
    job.culprits().forEach(c -> culprits.add(c.toString()));
    String who = culprits.isEmpty() ? "" : " (" + String.join(", ", culprits) + ")";
    return job.cause() + who + ", " + job.message();
  }
}
