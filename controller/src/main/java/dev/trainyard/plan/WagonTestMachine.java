package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.model.work.WorkOrder.Purpose;
import dev.trainyard.plan.JobTally.Batch;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides when the phase of a wagon test changes: `Waiting -> Running -> Passed | Warned | Failed
/// -> Expired`, and then the next generation waits.
final class WagonTestMachine {
  /// The priority of what pull requests want: whatever else there is goes first.
  private static final int LAST = -1_000_000;

  private final Facts facts;
  private final PlanSettings settings;
  private final Snapshot snapshot;
  private final Observed observed;
  private final Instant now;

  private final Purpose purpose;
  private final String prefix;
  private final TestStanding standing;

  /// For main.
  WagonTestMachine(Facts facts) {
    this(facts, Purpose.WAGON_TEST, "", null);
  }

  /// For a pull request: what fails for one must not count for others.
  WagonTestMachine(Facts facts, PullView pull) {
    this(
        facts,
        Purpose.PULL_TEST,
        PullPlan.prefix(pull.name()),
        new MadeFor(pull.name(), pull.head(), null));
  }

  private WagonTestMachine(Facts facts, Purpose purpose, String prefix, @Nullable MadeFor whom) {
    this.facts = facts;
    this.purpose = purpose;
    this.prefix = prefix;
    this.standing = new TestStanding(facts, purpose, whom);
    this.settings = facts.settings();
    this.snapshot = facts.snapshot();
    this.observed = facts.observed();
    this.now = facts.now();
  }

  /// For pull requests as such: it is asked for results only.
  static WagonTestMachine forResults(Facts facts) {
    return new WagonTestMachine(facts, Purpose.PULL_TEST, "", null);
  }

  /// The orders that may be the test's, if it is not over.
  List<String> orders(WantedTest test) {
    return standing.orders(test, observed.tests().get(test.key()));
  }

  /// The orders that may be the test's when it is made again.
  List<String> ordersAgain(WantedTest test, WagonTestStatus failed) {
    return standing.orders(test, failed.enter(new WagonTestPhase.Expired(), now));
  }

  /// Moves a test that the yard wants.
  TestStep advance(WantedTest test) {
    return advance(test, observed.tests().get(test.key()));
  }

  /// Moves a test that failed and shall be made again.
  TestStep again(WantedTest test, WagonTestStatus failed) {
    return advance(test, failed.enter(new WagonTestPhase.Expired(), now));
  }

  /// The result that counts for a test now, if there is one.
  Optional<WagonTestStatus> result(WantedTest test) {
    WagonTestStatus known = observed.tests().get(test.key());
    return known == null
        ? Optional.empty()
        : Optional.of(standing.current(test, known))
            .filter(status -> status.phase().isOver())
            .filter(status -> !(status.phase() instanceof WagonTestPhase.Expired));
  }

  /// Until when a result counts.
  Instant validUntil(WagonTestStatus result) {
    return standing.validUntil(result);
  }

  /// The test as it would be had it passed.
  WagonTestStatus supposed(WantedTest test) {
    return result(test)
        .orElseGet(() -> standing.fresh(test).enter(new WagonTestPhase.Passed(), now));
  }

  private TestStep advance(WantedTest test, @Nullable WagonTestStatus prior) {
    WagonTestStatus status = standing.current(test, prior);
    if (status.phase().isOver()) {
      return new TestStep(status, List.of(), List.of(), standing.expiry(status));
    }
    OrderProgress pinned = observed.orders().get(status.order());
    OrderProgress progress = pinned == null ? nothingYet(test, status) : pinned;
    JobResult committed = progress.committed().get(0);
    if (committed != null) {
      return new TestStep(verdict().of(test, status, committed), List.of(), List.of(), null);
    }
    return underway(test, status, progress);
  }

  private TestStep underway(WantedTest test, WagonTestStatus status, OrderProgress progress) {
    Submissions submissions = submissions(status, progress);
    AttemptLog log = new AttemptLog(submissions, progress);
    JobTally tally = JobTally.count(progress, log, progress.order().terms().retry(), Set.of(), now);
    if (!tally.givenUp().isEmpty()) {
      WagonTestStatus failed = verdict().failed(status, tally.givenUp().getFirst(), progress);
      return standing.isOnlyOfPull(failed)
          ? advance(test, failed)
          : new TestStep(failed, List.of(), List.of(), null);
    }
    if (!tally.batches().isEmpty()
        && facts.view(engine(progress)) instanceof EngineView.Unreachable(String why)) {
      return new TestStep(status, List.of(), List.of(engineAway(test, why)), null);
    }
    List<Action> submit =
        tally.batches().stream()
            .map(batch -> submit(test, progress.order(), submissions.next(), batch))
            .toList();
    WagonTestStatus running =
        status
            .enter(new WagonTestPhase.Running(), now)
            .explained(submissions.engineSays(engine(progress)).orElse(""), List.of())
            .submitted(submissions.known().size() + submit.size());
    return new TestStep(running, submit, List.of(), tally.nextRetry().orElse(null));
  }

  private TestVerdict verdict() {
    return new TestVerdict(snapshot.yard().spec().rules(), TestStanding.NO_VERDICT_FOR, now);
  }

  /// The submissions of a test, whoever remembers them.
  private Submissions submissions(WagonTestStatus status, OrderProgress progress) {
    Submissions.Namer namer = new Submissions.Namer(settings.yard(), status.order(), Stage.JOBS);
    Map<SubmissionName, Instant> remembered = Dispatch.remembered(progress);
    for (int sequence = 1; sequence <= status.attempts(); sequence++) {
      remembered.putIfAbsent(namer.name(sequence), status.since());
    }
    return Submissions.find(namer, remembered, facts.view(engine(progress)));
  }

  private static String engine(OrderProgress progress) {
    return progress.order().terms().engine();
  }

  /// Ends a test that nobody wants any more; null as long as its engine cannot be asked.
  @Nullable TestStep cancel(WagonTestStatus status) {
    OrderProgress pinned = observed.orders().get(status.order());
    String engine = pinned == null ? settings.defaultEngine() : engine(pinned);
    if (facts.view(engine) instanceof EngineView.Unreachable) {
      return null;
    }
    Submissions.Namer namer = new Submissions.Namer(settings.yard(), status.order(), Stage.JOBS);
    Map<SubmissionName, Instant> remembered = new HashMap<>();
    for (int sequence = 1; sequence <= status.attempts(); sequence++) {
      remembered.put(namer.name(sequence), status.since());
    }
    String why =
        purpose == Purpose.PULL_TEST
            ? "no pull request wants it any more"
            : "the wagon has changed, or is not enabled any more";
    List<Action> cancels =
        Submissions.find(namer, remembered, facts.view(engine)).unfinished().stream()
            .map(
                n ->
                    (Action)
                        new Action.Cancel(
                            prefix + subject(status.wagon(), status.dataset()), why, engine, n))
            .toList();
    WagonTestStatus cancelled =
        status
            .enter(new WagonTestPhase.Failed(TestStanding.CANCELLED), now)
            .explained("nobody wants this result any more", List.of());
    return new TestStep(cancelled, cancels, List.of(), null);
  }

  static String subject(WagonRef wagon, String dataset) {
    return "test of wagon " + wagon + " on " + dataset;
  }

  private Action submit(WantedTest test, WorkOrder order, SubmissionName name, Batch batch) {
    return new Action.SubmitJobs(
        prefix + subject(test.wagon(), test.dataset()),
        "no valid result for this content of the wagon, its packages and its sample",
        order.terms().engine(),
        order,
        name,
        batch.indexes(),
        batch.allowance(),
        List.of(),
        Orders.needs(order, batch.allowance()),
        purpose == Purpose.PULL_TEST ? LAST : 0);
  }

  private Wait engineAway(WantedTest test, String why) {
    return new Wait(
        subject(test.wagon(), test.dataset()),
        "EngineUnreachable",
        "the engine could not be asked (" + why + "); nothing is submitted until it answers");
  }

  private OrderProgress nothingYet(WantedTest test, WagonTestStatus status) {
    WorkOrder order = new OrderDraft(facts).wagonTest(test, status, purpose);
    return new OrderProgress(order, Map.of(), List.of(), null, Map.of());
  }
}
