package dev.trainyard.controller;

import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.Tips;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.plan.Planner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One round of the controller: [#poll] the remote, [#read] the yard, [Observer#observe] the world,
/// [Planner#plan], [ActionExecutor#execute], [StatusFolder#fold], [StatusPublisher#publish]. Each
/// stage returns a value; killed between any two, the next round starts from Git, engines and
/// store.
final class Round {
  private static final Logger log = LoggerFactory.getLogger(Round.class);

  /// When what failed in the outside world is tried again.
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Stages stages;
  private final InstantSource clock;
  private Memory memory;
  private @Nullable Tips lastTips;
  private @Nullable List<Object> lastRead;
  private @Nullable Snapshot snapshot;
  private @Nullable Instant due;
  private final Map<String, Condition> conditions = new TreeMap<>();

  /// The parts that a round is made of.
  record Stages(
      ConfigRepository repository,
      YardReader reader,
      HistoryGuard history,
      Observer observer,
      Planner planner,
      ActionExecutor executor,
      StatusFolder folder,
      StatusPublisher publisher) {}

  Round(Stages stages, Memory memory, InstantSource clock) {
    this.stages = stages;
    this.memory = memory;
    this.clock = clock;
  }

  /// What a round came to.
  ///
  /// @param changed whether the round said something new, so that another may find more to do
  /// @param quiet whether nothing is under way, and nothing more starts without a commit or a
  ///   person
  /// @param due when to run again although nothing moves, or null
  record Result(boolean changed, boolean quiet, @Nullable Instant due) {}

  /// Why a round is run: what has to be looked at.
  enum Cause {
    /// The poll interval is over: ask the remote.
    POLL,
    /// A task ended or something is due: the remote was asked just now.
    EVENT
  }

  /// Runs one round.
  ///
  /// @param stirred whether anything but the remote has moved since the last round
  Result run(Cause cause, boolean stirred) throws IOException {
    boolean disturbed = cause == Cause.POLL && poll();
    boolean moved = hasMoved();
    if (!moved && !disturbed && !stirred && snapshot != null) {
      return new Result(false, false, due);
    }
    Optional<Snapshot> yard = read(moved);
    return yard.isPresent() ? decide(yard.get()) : new Result(false, false, null);
  }

  private Result decide(Snapshot yard) {
    Optional<Observed> observed = observe(yard);
    Plan plan =
        observed
            .map(seen -> stages.planner().plan(yard, seen, clock.instant()))
            .orElseGet(this::standstill);
    List<ActionResult> results = stages.executor().execute(plan.actions());
    results.forEach(Round::log);
    Map<String, DatasetListing> listings = observed.map(Observed::datasets).orElse(Map.of());
    StatusFolder.Findings findings =
        new StatusFolder.Findings(listings, results, List.copyOf(conditions.values()));
    Memory next = stages.folder().fold(memory, yard, plan, findings, clock.instant());
    Transitions.log(memory, next);
    boolean changed = !next.equals(memory);
    memory = next;
    stages.publisher().publish(next, yard, clock.instant());
    boolean again =
        observed.isEmpty() || results.stream().anyMatch(r -> r instanceof ActionResult.Retryable);
    due =
        Stream.of(
                plan.nextDue(),
                stages.publisher().nextDue(next),
                stages.observer().nextListing(),
                again ? Optional.of(clock.instant().plus(RETRY)) : Optional.<Instant>empty())
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder())
            .orElse(null);
    boolean settled = !changed && !again && !stages.publisher().isFailing();
    return new Result(changed, settled && observed.filter(this::isQuiet).isPresent(), due);
  }

  /// The world, or nothing if the store could not be asked: what it holds is unknown then.
  private Optional<Observed> observe(Snapshot yard) {
    try {
      Observed observed = stages.observer().observe(yard, memory, clock.instant());
      found("StoreReachable", Truth.TRUE, "Reachable", "");
      return Optional.of(observed);
    } catch (IOException e) {
      String message = e.getMessage() + "; nothing is started until it is back";
      if (!isKnown("StoreReachable", Truth.FALSE)) {
        log.atWarn().log("Store unreachable: {}", message);
      }
      found("StoreReachable", Truth.FALSE, "StoreUnreachable", message);
      return Optional.empty();
    }
  }

  /// Nothing is done, and everything stays what it was.
  private Plan standstill() {
    return new Plan(List.of(), List.of(), List.copyOf(memory.trains().values()), List.of(), null);
  }

  private boolean isQuiet(Observed observed) {
    boolean listing =
        observed.datasets().values().stream().anyMatch(l -> l instanceof DatasetListing.Unknown);
    boolean testing = memory.tests().values().stream().anyMatch(t -> !t.phase().isOver());
    boolean underway =
        memory.trains().values().stream()
            .map(TrainStatus::phase)
            .anyMatch(p -> p instanceof TrainPhase.Underway || p instanceof TrainPhase.Pending);
    return !listing && !testing && !underway;
  }

  /// Whether the yard is as its users want it: no errors, and no train or test that failed or waits
  /// for a person.
  boolean isAllWell() {
    boolean valid = snapshot != null && snapshot.problems().stream().noneMatch(Problem::isError);
    boolean tested =
        memory.tests().values().stream().noneMatch(t -> t.phase() instanceof WagonTestPhase.Failed);
    boolean arrived =
        memory.trains().values().stream()
            .map(TrainStatus::phase)
            .noneMatch(p -> p instanceof TrainPhase.Failed || p instanceof TrainPhase.Blocked);
    return valid && tested && arrived;
  }

  /// Publishes what is not published yet; called between rounds and before the end.
  void flush() throws IOException {
    if (snapshot != null) {
      stages.publisher().flush(memory, snapshot, clock.instant());
    }
  }

  /// Asks the remote where it stands; if it has moved, brings it here.
  ///
  /// @return whether there is something to say although nothing that is wanted has moved
  private boolean poll() {
    try {
      Tips tips = stages.repository().tips();
      boolean disturbed = stages.publisher().isDisturbed(tips);
      if (disturbed || !wanted(tips).equals(lastRead)) {
        tips = stages.repository().fetch();
      }
      lastTips = tips;
      boolean back = isKnown("SourceFetched", Truth.FALSE);
      if (back) {
        stages.publisher().retrySoon();
      }
      found("SourceFetched", Truth.TRUE, "Fetched", "");
      return disturbed || back || isSaid("SourceFetched", Truth.FALSE);
    } catch (RemoteException | IOException e) {
      String message = e.getMessage() + "; what was read last is kept";
      if (!isKnown("SourceFetched", Truth.FALSE)) {
        log.atWarn().log("Remote unreachable: {}", message);
      }
      found("SourceFetched", Truth.FALSE, "RemoteUnreachable", message);
      return false;
    }
  }

  /// Whether the remote is not where it was when the yard was read.
  private boolean hasMoved() {
    return lastTips != null && !wanted(lastTips).equals(lastRead);
  }

  private static List<Object> wanted(Tips tips) {
    return List.of(tips.main(), tips.tags());
  }

  private void found(String type, Truth truth, String reason, String message) {
    conditions.put(type, new Condition(type, truth, reason, message, clock.instant()));
  }

  private boolean isKnown(String type, Truth truth) {
    Condition known = conditions.get(type);
    return known != null && known.status() == truth;
  }

  /// Whether the status says so, be it still true or not.
  private boolean isSaid(String type, Truth truth) {
    return memory.controllerStatus().stream()
        .flatMap(status -> status.conditions().stream())
        .anyMatch(said -> said.type().equals(type) && said.status() == truth);
  }

  /// The yard at the main branch, or as it was read last if that cannot be used.
  private Optional<Snapshot> read(boolean moved) throws IOException {
    Tips tips = lastTips;
    if ((moved || snapshot == null) && tips != null) {
      if (tips.main().isPresent()) {
        read(tips.main().get());
      } else if (moved) {
        throw new IOException("the repository has no main branch yet; see spec.repository.main");
      }
      lastRead = wanted(tips);
    }
    return Optional.ofNullable(snapshot);
  }

  private void read(CommitId main) throws IOException {
    CommitId seen = memory.controllerStatus().map(ControllerStatus::observedCommit).orElse(main);
    Optional<Condition> rewritten = stages.history().check(seen, main, clock.instant());
    Condition history = rewritten.orElseGet(this::sound);
    if (rewritten.isPresent() && !isKnown(history.type(), history.status())) {
      log.atError().log("{}", history.message());
    }
    conditions.put(history.type(), history);
    CommitId commit = rewritten.isPresent() ? seen : main;
    if (rewritten.isEmpty()) {
      stages.repository().accept(main);
    }
    if (stages.repository().commits().has(commit)) {
      Snapshot yard = stages.reader().read(commit);
      Condition valid = valid(yard);
      conditions.put(valid.type(), valid);
      Transitions.logProblems(snapshot, yard);
      snapshot = yard;
    }
  }

  private Condition sound() {
    return new Condition("HistoryIntact", Truth.TRUE, "Descendant", "", clock.instant());
  }

  private Condition valid(Snapshot yard) {
    long errors = yard.problems().stream().filter(p -> p.isError()).count();
    return errors == 0
        ? new Condition("Valid", Truth.TRUE, "NoProblems", "", clock.instant())
        : new Condition(
            "Valid",
            Truth.FALSE,
            "Problems",
            (errors == 1 ? "1 problem" : errors + " problems")
                + "; a file with errors counts in its last valid version",
            clock.instant());
  }

  private static void log(ActionResult result) {
    var entry =
        switch (result) {
          case ActionResult.Done(var _) -> log.atInfo();
          case ActionResult.Retryable(var _, var _), ActionResult.Refused(var _, var _) ->
              log.atWarn();
        };
    String outcome =
        switch (result) {
          case ActionResult.Done(var _) -> "done";
          case ActionResult.Retryable(var _, String message) -> "to be tried again: " + message;
          case ActionResult.Refused(var _, String message) -> "refused: " + message;
        };
    entry
        .addKeyValue("subject", result.action().subject())
        .log("{}: {}", result.action().getClass().getSimpleName(), outcome);
  }
}
