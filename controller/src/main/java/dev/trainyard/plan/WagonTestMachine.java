package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.spec.YardSpec.TestPolicy;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.JobTally.Batch;
import dev.trainyard.plan.JobTally.GivenUp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides when the phase of a wagon test changes: `Waiting -> Running -> Passed | Warned |
/// Failed`, and `-> Expired` after a while.
final class WagonTestMachine {
  /// A test is about the wagon: its own failures are results, only the world's are tried again.
  private static final Retry RETRY = new Retry(2, 0, 0, Duration.ofSeconds(10));

  private static final int LOG_LINES = 10;

  private final Facts facts;
  private final PlanSettings settings;
  private final Snapshot snapshot;
  private final Observed observed;
  private final Instant now;
  private final EngineView engine;

  WagonTestMachine(Facts facts) {
    this.facts = facts;
    this.settings = facts.settings();
    this.snapshot = facts.snapshot();
    this.observed = facts.observed();
    this.now = facts.now();
    this.engine = facts.view(settings.defaultEngine());
  }

  /// Moves a test that the yard wants.
  TestStep advance(WantedTest test) {
    WagonTestStatus status = current(test, observed.tests().get(test.key()));
    if (status.phase().isOver()) {
      return new TestStep(status, List.of(), List.of(), expiry(status));
    }
    OrderProgress progress =
        observed
            .orders()
            .getOrDefault(
                status.order(), nothingYet(new OrderDraft(facts).wagonTest(test, status)));
    JobResult committed = progress.committed().get(0);
    if (committed != null) {
      return new TestStep(verdict(test, status, committed), List.of(), List.of(), null);
    }
    return underway(test, status, progress);
  }

  private TestStep underway(WantedTest test, WagonTestStatus status, OrderProgress progress) {
    Submissions.Namer namer = new Submissions.Namer(settings.yard(), status.order(), Stage.JOBS);
    Submissions submissions = Submissions.find(namer, remembered(namer, status), engine);
    AttemptLog log = new AttemptLog(submissions, progress);
    JobTally tally = JobTally.count(progress, log, RETRY, Set.of(), now);
    if (!tally.givenUp().isEmpty()) {
      return new TestStep(
          failed(status, tally.givenUp().getFirst(), progress), List.of(), List.of(), null);
    }
    if (tally.batches().isEmpty()) {
      return new TestStep(
          status.enter(new WagonTestPhase.Running(), now),
          List.of(),
          List.of(),
          tally.nextRetry().orElse(null));
    }
    if (!submissions.isReachable()) {
      return new TestStep(status, List.of(), List.of(engineAway(test)), null);
    }
    Action submit = submit(test, progress.order(), submissions.next(), tally.batches().getFirst());
    int attempts = submissions.known().size() + 1;
    return new TestStep(
        status.enter(new WagonTestPhase.Running(), now).submitted(attempts),
        List.of(submit),
        List.of(),
        null);
  }

  private static Set<SubmissionName> remembered(Submissions.Namer namer, WagonTestStatus status) {
    Set<SubmissionName> names = new HashSet<>();
    for (int sequence = 1; sequence <= status.attempts(); sequence++) {
      names.add(namer.name(sequence));
    }
    return names;
  }

  private Action submit(WantedTest test, WorkOrder order, SubmissionName name, Batch batch) {
    String subject = "test of wagon " + test.wagon() + " on " + test.dataset();
    String why = "no valid result for this content of the wagon, its packages and its sample";
    return new Action.SubmitJobs(
        subject,
        why,
        settings.defaultEngine(),
        order,
        name,
        batch.indexes(),
        batch.allowance(),
        List.of(),
        Orders.needs(order, batch.allowance()),
        0);
  }

  private Wait engineAway(WantedTest test) {
    String why = engine instanceof EngineView.Unreachable(String message) ? message : "";
    return new Wait(
        "test of wagon " + test.wagon() + " on " + test.dataset(),
        "EngineUnreachable",
        "the engine could not be asked (" + why + "); nothing is submitted until it answers");
  }

  private WagonTestStatus current(WantedTest test, @Nullable WagonTestStatus prior) {
    if (prior == null) {
      return fresh(test, 0);
    }
    boolean expired = prior.phase().mayRide() && !now.isBefore(validUntil(prior));
    return switch (prior.phase()) {
      case WagonTestPhase.Expired() -> fresh(test, prior.generation() + 1);
      case WagonTestPhase.Failed(String cause) when cause.equals("Cancelled") ->
          fresh(test, prior.generation() + 1);
      case WagonTestPhase.Passed(), WagonTestPhase.Warned(_) ->
          expired ? fresh(test, prior.generation() + 1) : prior.speakingFor(test.wagon());
      case WagonTestPhase.Waiting(), WagonTestPhase.Running(), WagonTestPhase.Failed(_) ->
          prior.speakingFor(test.wagon());
    };
  }

  private Instant validUntil(WagonTestStatus status) {
    TestPolicy policy = snapshot.yard().spec().test();
    return status.since().plus(policy.validFor());
  }

  private @Nullable Instant expiry(WagonTestStatus status) {
    return status.phase().mayRide() ? validUntil(status) : null;
  }

  private WagonTestStatus fresh(WantedTest test, int generation) {
    Digest key = test.key();
    return new WagonTestStatus(
        key,
        test.wagon(),
        test.dataset(),
        snapshot.commit(),
        test.composed().packages(),
        OrderId.wagonTest(key, generation),
        generation,
        new WagonTestPhase.Waiting(),
        now,
        "",
        List.of(),
        0,
        test.sample().size(),
        test.sample().stream().mapToLong(f -> f.knownSize()).sum(),
        List.of(),
        null);
  }

  private static OrderProgress nothingYet(WorkOrder order) {
    return new OrderProgress(order, Map.of(), List.of(), null, Map.of());
  }

  private WagonTestStatus verdict(WantedTest test, WagonTestStatus status, JobResult result) {
    ResourceUsage expected = Usage.expected(test, result);
    List<String> broken =
        new RuleCheck(snapshot.yard().spec().rules()).broken(test, result, expected);
    WagonTestPhase phase =
        broken.isEmpty() ? new WagonTestPhase.Passed() : new WagonTestPhase.Warned(broken);
    String message =
        broken.isEmpty()
            ? ""
            : String.join("; ", broken) + "; make the wagon leaner, or raise the rule in the yard";
    return status
        .enter(phase, result.finished())
        .explained(message, List.of())
        .measured(result.stagedBytes(), Usage.of(List.of(result)), expected);
  }

  private WagonTestStatus failed(WagonTestStatus status, GivenUp job, OrderProgress progress) {
    List<String> lines =
        progress.failed().stream()
            .flatMap(result -> result.wagons().stream())
            .flatMap(wagon -> wagon.logLines().stream())
            .distinct()
            .limit(LOG_LINES)
            .toList();
    String message = job.message() + "; mend it and commit, a changed wagon is tested again";
    WagonTestStatus failed =
        status
            .enter(new WagonTestPhase.Failed(job.cause().toString()), now)
            .explained(message, lines);
    if (progress.failed().isEmpty()) {
      return failed;
    }
    JobResult last = progress.failed().getLast();
    return failed.measured(last.stagedBytes(), Usage.of(List.of(last)), null);
  }
}
