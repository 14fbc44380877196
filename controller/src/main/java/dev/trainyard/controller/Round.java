package dev.trainyard.controller;

import dev.trainyard.git.FencedOffException;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.Tips;
import dev.trainyard.git.Traffic;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.ListenerStatus.Batch;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.model.work.TaskStates;
import dev.trainyard.plan.Listening;
import dev.trainyard.plan.Planner;
import dev.trainyard.plan.Unfolding;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One round of the controller: [#poll] the remote, [Source#read] the yard, [Observer#observe] the
/// world, [Planner#plan], [ActionExecutor#execute], [StatusFolder#fold], [StatusPublisher#publish].
/// Each stage returns a value; killed between any two, the next round starts from Git, engines and
/// store.
final class Round {

  /// When what failed in the outside world is tried again.
  private static final Duration RETRY = Duration.ofSeconds(2);

  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

  private static final String FETCHED = "SourceFetched";

  private final Stages stages;
  private final YardConditions conditions;
  private final InstantSource clock;
  private final Patience patience;
  private Memory memory;
  private @Nullable Instant due;

  /// The parts that a round is made of.
  record Stages(
      Source source,
      Tenure tenure,
      Observer observer,
      Planner planner,
      ActionExecutor executor,
      StatusFolder folder,
      StatusPublisher publisher,
      PullBoard pulls,
      ListenerDesk listeners,
      Unfolding pipelines,
      Journal journal) {}

  Round(Stages stages, Memory memory, YardConditions conditions, InstantSource clock) {
    this.stages = stages;
    this.memory = memory;
    this.conditions = conditions;
    this.clock = clock;
    this.patience = new Patience(clock);
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
  /// @throws YardHeldException if another controller works on the yard: nothing was done
  Result run(Cause cause, boolean stirred) throws IOException, RemoteException, YardHeldException {
    Journal.begin();
    boolean disturbed = cause == Cause.POLL && poll();
    Source source = stages.source();
    if (!source.hasMoved() && !disturbed && !stirred && source.yard().isPresent()) {
      return new Result(false, false, due);
    }
    Optional<Snapshot> yard =
        source.read(memory.controllerStatus().map(ControllerStatus::observedCommit));
    return yard.isPresent() ? decide(yard.get()) : new Result(false, false, null);
  }

  private Result decide(Snapshot declared) throws IOException, RemoteException, YardHeldException {
    stages.journal().begin(declared.commit());
    Listening.Result heard =
        stages
            .listeners()
            .hear(declared, memory, stages.publisher().publishedListeners(), clock.instant());
    Unfolding.Result unfolded =
        stages
            .pipelines()
            .unfold(heard.yard(), memory.pipelines(), memory.trains(), clock.instant());
    Snapshot yard = unfolded.yard();
    if (memory.controllerStatus().map(ControllerStatus::observedCommit).stream()
        .noneMatch(yard.commit()::equals)) {
      patience.forget();
    }
    List<PullCase> pulls = stages.pulls().cases(yard, memory, clock.instant());
    stages.pulls().judge(conditions);
    Optional<Observed> observed = observe(yard, pulls);
    Plan plan =
        observed
            .map(seen -> stages.planner().plan(yard, seen, clock.instant()))
            .orElseGet(this::standstill);
    Optional<String> shut = observed.flatMap(_ -> storeTrouble());
    List<ActionResult> results =
        stages.executor().execute(plan.actions(), shut, patience, () -> assure(yard));
    stages.journal().actions(results);
    Map<String, DatasetListing> listings = observed.map(Observed::datasets).orElse(Map.of());
    StatusFolder.Findings findings =
        new StatusFolder.Findings(
            listings,
            results,
            conditions::after,
            stages.tenure().current(),
            pulls,
            heard.statuses(),
            unfolded.statuses());
    Memory next = stages.folder().fold(memory, yard, plan, findings, clock.instant());
    stages.journal().states(memory, next);
    boolean changed = !next.equals(memory);
    memory = next;
    publish(() -> stages.publisher().publish(next, yard, clock.instant()));
    stages.pulls().tell(next, yard);
    boolean away = observed.isEmpty() || shut.isPresent();
    boolean again = away || results.stream().anyMatch(ActionResult::isLeft);
    due =
        Stream.of(
                plan.nextDue(),
                stages.publisher().nextDue(next),
                stages.observer().nextListing(),
                stages.pulls().nextDue(),
                heard.due(),
                away ? Optional.of(clock.instant().plus(RETRY)) : patience.nextDue(),
                observed.map(this::nextLook))
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder())
            .orElse(null);
    boolean settled = !changed && !again;
    return new Result(changed, settled && observed.filter(this::isQuiet).isPresent(), due);
  }

  /// Makes sure that the yard is ours before anything is done for it.
  private void assure(Snapshot yard) throws IOException, RemoteException, YardHeldException {
    stages
        .tenure()
        .assure(
            claim -> {
              StatusFolder.Findings findings =
                  new StatusFolder.Findings(Map.of(), List.of(), conditions::after, claim);
              ControllerStatus status = stages.folder().controller(memory, yard, findings);
              stages.publisher().claim(status, clock.instant());
            });
  }

  /// The world, or nothing if the store could not be asked: what it holds is unknown then.
  private Optional<Observed> observe(Snapshot yard, List<PullCase> pulls) {
    try {
      List<PullView> views = pulls.stream().map(PullCase::view).toList();
      Observed observed =
          stages
              .observer()
              .observe(yard, memory, views, clock.instant())
              .withSources(stages.listeners().sources())
              .withPipelines(memory.pipelines());
      stages.observer().judge(conditions);
      conditions.holds("StoreReachable", "Reachable");
      return Optional.of(observed);
    } catch (IOException e) {
      String message = e.getMessage() + "; nothing is started until it is back";
      conditions.fails("StoreReachable", "StoreUnreachable", message);
      return Optional.empty();
    }
  }

  /// Why nothing can be written to the store, if so.
  private Optional<String> storeTrouble() {
    try {
      stages.observer().checkStoreWritable();
      conditions.holds("StoreWritable", "Writable");
      return Optional.empty();
    } catch (IOException e) {
      String message = e.getMessage() + "; nothing is started until that is mended";
      conditions.fails("StoreWritable", "StoreNotWritable", message);
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// Nothing is done, and everything stays what it was.
  private Plan standstill() {
    return new Plan(List.of(), List.of(), List.copyOf(memory.trains().values()), List.of(), null);
  }

  /// When to look at the world again although nothing is known to happen there; soon if an engine
  /// could not be asked, since its events are missed meanwhile.
  private Instant nextLook(Observed observed) {
    boolean away =
        observed.engines().values().stream().anyMatch(v -> v instanceof EngineView.Unreachable);
    return clock.instant().plus(away ? RETRY : LOOK_AGAIN);
  }

  private boolean isQuiet(Observed observed) {
    boolean listing =
        observed.datasets().values().stream().anyMatch(l -> l instanceof DatasetListing.Unknown);
    boolean asking =
        observed.images().values().stream().anyMatch(it -> it instanceof ImageLookup.Unknown);
    boolean testing = memory.tests().values().stream().anyMatch(t -> !t.phase().isOver());
    boolean underway = memory.trains().values().stream().anyMatch(Round::isUnderway);
    boolean moves = (testing || underway) && !isStuck(observed);
    boolean listening = !stages.listeners().isQuiet() || gathering();
    return !listing && !asking && !moves && !listening && stages.pulls().isQuiet(memory);
  }

  /// Whether a train goes on by itself.
  private static boolean isUnderway(TrainStatus train) {
    return switch (train.phase()) {
      case TrainPhase.Pending() -> true;
      case TrainPhase.Underway _ -> !Condition.affirms(train.conditions(), "Stalled");
      case TrainPhase.Blocked _, TrainPhase.Held _, TrainPhase.Terminal _ -> false;
    };
  }

  /// Whether all that engines have waits for a person to mend something.
  private static boolean isStuck(Observed observed) {
    List<TaskState> left =
        observed.engines().values().stream()
            .flatMap(
                it ->
                    it instanceof EngineView.Listed(var all)
                        ? all.values().stream()
                        : Stream.empty())
            .filter(seen -> !seen.standing().isHeld())
            .flatMap(seen -> TaskStates.copyOf(seen.tasks()).kinds().stream())
            .filter(state -> !state.isOver())
            .toList();
    return !left.isEmpty() && left.stream().allMatch(state -> state instanceof TaskState.Stuck);
  }

  /// Whether a batch has no train yet although nobody has to do anything for that.
  private boolean gathering() {
    Map<String, ListenerStatus> published = stages.publisher().publishedListeners();
    return stages.publisher().failure().isEmpty()
        && memory.listeners().entrySet().stream()
            .anyMatch(
                it -> {
                  ListenerStatus said = published.get(it.getKey());
                  List<Batch> batches = it.getValue().batches();
                  return said == null ? !batches.isEmpty() : !said.batches().containsAll(batches);
                });
  }

  /// Whether the yard is as its users want it: no errors, nothing that holds it up, and no train or
  /// test that failed or waits for a person.
  boolean isAllWell() {
    boolean valid =
        stages.source().yard().stream()
            .flatMap(yard -> yard.problems().stream())
            .noneMatch(Problem::isError);
    boolean tested =
        memory.wagons().values().stream()
            .flatMap(wagon -> wagon.tests().stream())
            .map(WagonTestStatus::phase)
            .noneMatch(p -> p instanceof WagonTestPhase.Failed || !p.isOver());
    boolean arrived = memory.trains().values().stream().noneMatch(Round::isWrong);
    return valid && tested && arrived && !conditions.isAnyFailing();
  }

  /// Whether a train failed, or waits for a person who has not asked for that.
  private static boolean isWrong(TrainStatus train) {
    return switch (train.phase()) {
      case TrainPhase.Failed _, TrainPhase.Blocked _ -> true;
      case TrainPhase.Underway _ ->
          train.conditions().stream()
              .anyMatch(it -> it.type().equals("Stalled") && it.reason().equals("EngineSays"));
      case TrainPhase.Pending _, TrainPhase.Held _, TrainPhase.Terminal _ -> false;
    };
  }

  /// What is known and said after it.
  Vitals.View view(Traffic traffic) {
    return new Vitals.View(memory, stages.source().yard(), conditions.all(), traffic);
  }

  /// Publishes what is not published yet; called between rounds and before the end.
  void flush() throws IOException, YardHeldException {
    Optional<Snapshot> yard = stages.source().yard();
    if (yard.isPresent()) {
      publish(() -> stages.publisher().flush(memory, yard.get(), clock.instant()));
    }
  }

  /// Publishes all that is left to say.
  ///
  /// @throws IOException if that cannot be written
  void finish() throws IOException, YardHeldException {
    flush();
    Optional<String> failure = stages.publisher().failure();
    if (failure.isPresent()) {
      throw new IOException("the status could not be written: " + failure.get());
    }
  }

  private void publish(Publishing publishing) throws IOException, YardHeldException {
    try {
      publishing.run();
    } catch (FencedOffException e) {
      stages.tenure().look();
      throw new IOException(e.getMessage() + "; it is looked at again", e);
    }
  }

  /// Something that writes to the status branch.
  @FunctionalInterface
  private interface Publishing {
    void run() throws FencedOffException;
  }

  /// Asks the remote where it stands; if it has moved, brings it here.
  ///
  /// @return whether there is something to say although nothing that is wanted has moved
  private boolean poll() throws IOException, YardHeldException {
    try {
      Tips tips = stages.source().ask();
      boolean disturbed = stages.publisher().isDisturbed(tips);
      stages.source().bring(tips);
      stages.pulls().look(); // main is here that what was merged since is found in
      stages.tenure().look();
      boolean back = conditions.isFailing(FETCHED);
      if (back) {
        stages.publisher().retrySoon();
      }
      conditions.holds(FETCHED, "Fetched");
      return disturbed || back || isSaidToFail(FETCHED);
    } catch (RemoteException | IOException e) {
      String message = e.getMessage() + "; what was read last is kept";
      conditions.fails(FETCHED, "RemoteUnreachable", message);
      stages.source().makeDo();
      stages.tenure().missed();
      return false;
    }
  }

  /// Whether the status says so, be it still true or not.
  private boolean isSaidToFail(String type) {
    return memory.controllerStatus().stream()
        .flatMap(status -> status.conditions().stream())
        .anyMatch(said -> said.type().equals(type) && said.status() == Truth.FALSE);
  }
}
