package dev.trainyard.controller;

import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.Tips;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.plan.Planner;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  private final Stages stages;
  private final InstantSource clock;
  private Memory memory;
  private @Nullable Tips lastTips;
  private @Nullable Snapshot snapshot;
  private @Nullable Instant due;
  private final List<Condition> conditions = new ArrayList<>();

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
    conditions.clear();
    boolean moved = cause == Cause.POLL && poll();
    if (!moved && !stirred && snapshot != null) {
      return new Result(false, false, due);
    }
    Optional<Snapshot> read = read(moved);
    if (read.isEmpty()) {
      return new Result(false, false, due);
    }
    Snapshot yard = read.get();
    Observed observed = stages.observer().observe(yard, memory, clock.instant());
    Plan plan = stages.planner().plan(yard, observed, clock.instant());
    List<ActionResult> results = stages.executor().execute(plan.actions());
    results.forEach(Round::log);
    Memory next =
        stages
            .folder()
            .fold(
                memory,
                yard,
                plan,
                new StatusFolder.Findings(observed.datasets(), results, List.copyOf(conditions)),
                clock.instant());
    Transitions.log(memory, next);
    boolean changed = !next.equals(memory);
    memory = next;
    stages.publisher().publish(next, yard, clock.instant());
    due = earliest(plan.nextDue(), stages.publisher().nextDue(next));
    return new Result(changed, !changed && isQuiet(observed), due);
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

  /// Publishes what is not published yet; called between rounds and before the end.
  void flush() throws IOException {
    if (snapshot != null) {
      stages.publisher().flush(memory, snapshot, clock.instant());
    }
  }

  /// Asks the remote where it stands; if it has moved, brings it here.
  private boolean poll() {
    Tips before = lastTips;
    try {
      Tips tips = stages.repository().tips();
      boolean moved = before == null || !wanted(tips).equals(wanted(before));
      if (moved) {
        tips = stages.repository().fetch();
      }
      lastTips = tips;
      fetched(Truth.TRUE, "Fetched", "");
      return moved || stages.publisher().isGone(tips);
    } catch (RemoteException | IOException e) {
      fetched(Truth.FALSE, "RemoteUnreachable", e.getMessage() + "; what was read last is kept");
      log.atWarn().log("Remote unreachable: {}", e.getMessage());
      return false;
    }
  }

  private static List<Object> wanted(Tips tips) {
    return List.of(tips.main(), tips.tags());
  }

  private void fetched(Truth truth, String reason, String message) {
    conditions.add(new Condition("SourceFetched", truth, reason, message, clock.instant()));
  }

  /// The yard at the main branch, or as it was read last if that cannot be used.
  private Optional<Snapshot> read(boolean moved) throws IOException {
    Tips tips = lastTips;
    if ((moved || snapshot == null) && tips != null && tips.main().isPresent()) {
      CommitId main = tips.main().get();
      CommitId seen = memory.controllerStatus().map(ControllerStatus::observedCommit).orElse(main);
      Optional<Condition> rewritten = stages.history().check(seen, main, clock.instant());
      rewritten.ifPresentOrElse(conditions::add, () -> conditions.add(sound()));
      CommitId commit = rewritten.isPresent() ? seen : main;
      if (rewritten.isEmpty()) {
        stages.repository().accept(main);
      }
      if (stages.repository().commits().has(commit)) {
        snapshot = stages.reader().read(commit);
        conditions.add(valid(snapshot));
      }
    }
    return Optional.ofNullable(snapshot);
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
            errors + " problems; files with errors count in their last valid version",
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

  private static @Nullable Instant earliest(Optional<Instant> a, Optional<Instant> b) {
    return Stream.of(a, b).flatMap(Optional::stream).min(Comparator.naturalOrder()).orElse(null);
  }
}
