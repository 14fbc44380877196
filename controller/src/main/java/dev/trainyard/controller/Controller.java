package dev.trainyard.controller;

import dev.trainyard.controller.Vitals.Outcome;
import dev.trainyard.engine.Engine;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.RemoteException;
import dev.trainyard.json.Json;
import dev.trainyard.model.status.YardClaim;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs rounds until it is told to stop: at the poll interval, and early when a task ends, a
/// listing is there, or something is due.
public final class Controller {
  private static final Logger log = LoggerFactory.getLogger(Controller.class);

  /// Events that come together are handled together.
  private static final Duration GATHER = Duration.ofMillis(150);

  /// Between two rounds of which the first changed nothing, whatever is said to be due.
  private static final Duration LEAST = Duration.ofMillis(100);

  private static final Duration WATCH = Duration.ofMinutes(1);

  private final Parts parts;
  private final Policy policy;
  private final WakeUps wakeUps = new WakeUps();
  private final AtomicBoolean pollWanted = new AtomicBoolean();
  private final Pace pace = new Pace();
  private final AtomicBoolean stopping = new AtomicBoolean();

  public Controller(Parts parts, Policy policy) {
    this.parts = parts;
    this.policy = policy;
  }

  /// The adapters that a controller works with; whoever made them closes them.
  ///
  /// @param tasks how tasks start this program
  /// @param vitals where rounds write down how they went
  /// @param images where images of packages come from
  /// @param pulls where pull requests come from; null if nobody looks at any
  /// @param runs run sources by the names that listeners use
  public record Parts(
      ConfigRepository repository,
      StoreGuard guard,
      Store store,
      Map<String, Engine> engines,
      DatasetFiles files,
      TaskCommand tasks,
      Json json,
      InstantSource clock,
      Vitals vitals,
      Leadership leadership,
      ImageSources images,
      @Nullable PullSources pulls,
      Map<String, RunCatalogue> runs) {
    public Parts {
      engines = Map.copyOf(engines);
      runs = Map.copyOf(runs);
    }
  }

  /// What an operator decides about its behaviour.
  ///
  /// @param yard the yard's name
  /// @param version of this program
  /// @param poll how often the remote is asked
  /// @param relist after which time the files of a dataset are listed anew for something new
  /// @param counts least time between two commits of mere counts
  /// @param acceptedHistory commits of a rewritten main branch that are acknowledged
  /// @param host where it runs, for people
  public record Policy(
      String yard,
      String version,
      String host,
      String defaultEngine,
      Duration poll,
      Duration relist,
      Duration counts,
      Set<String> acceptedHistory,
      TakeOver takeOver,
      Ending ending) {
    public Policy {
      acceptedHistory = Set.copyOf(acceptedHistory);
    }
  }

  /// What becomes of a yard that another controller works on.
  public enum TakeOver {
    /// It is left to that one.
    REFUSED,
    /// It is taken over, once: the operator knows that the other one is gone.
    ALLOWED
  }

  /// When a controller stops by itself.
  public enum Ending {
    /// It does not.
    ON_REQUEST,
    /// When nothing is under way and nothing more would start without a commit or a person.
    WHEN_QUIET
  }

  /// Asks a running controller to stop: it ends its round, writes the status, and returns. Tasks go
  /// on.
  public void stop() {
    stopping.set(true);
    wakeUps.ring();
  }

  /// Brings the next poll forward: something may have happened in the repository.
  public void pollSoon() {
    pollWanted.set(true);
    wakeUps.ring();
  }

  /// How a controller ended.
  public enum Verdict {
    /// It was asked to stop.
    STOPPED,
    /// Nothing is left to do.
    ALL_WELL,
    /// Nothing goes on by itself, and a person has to act.
    UNFINISHED
  }

  /// Works until [#stop], or until all is quiet if that is how it shall end; a failing round is
  /// tried again, later and later.
  ///
  /// @throws IOException if it shall end when all is quiet, and rounds fail again and again, or
  ///   another controller works on the yard
  public Verdict run() throws InterruptedException, IOException {
    try (DatasetLister lister =
            new DatasetLister(parts.files(), policy.relist(), parts.clock(), wakeUps::ring);
        ImageDesk images = new ImageDesk(parts.images(), parts.clock(), wakeUps::ring);
        Unpacking unpacking = new Unpacking(Assembly.trees(parts), parts.store(), wakeUps::ring);
        ListenerDesk listeners = ListenerDesk.open(parts.runs(), parts.store(), wakeUps::ring);
        PullBoard pulls =
            PullBoard.open(parts, listeners::asOnMain, policy.relist(), wakeUps::ring);
        EngineWatch _ = EngineWatch.start(parts.engines().values(), WATCH, wakeUps::ring)) {
      log.atInfo().log("Trainyard {} works on yard {}", policy.version(), policy.yard());
      Shift shift = new Shift(lister, new Assembly.Desks(images, pulls, listeners), unpacking);
      Optional<Verdict> verdict = Optional.empty();
      while (!stopping.get() && verdict.isEmpty() && parts.leadership().isHeld()) {
        verdict = shift.next();
      }
      shift.end();
      log.atInfo().log("Stopped; what is with an engine goes on");
      return verdict.orElse(Verdict.STOPPED);
    } finally {
      parts.vitals().leaves();
    }
  }

  /// Rounds one after the other, with the pauses between them.
  private final class Shift {
    private final DatasetLister lister;
    private final Assembly.Desks desks;
    private final Unpacking unpacking;
    private final StoreCleaning cleaning =
        new StoreCleaning(parts.store(), parts.clock(), parts.leadership());
    private @Nullable Round round;
    private Instant nextPoll = Instant.MIN;
    private boolean stirred = true;
    private final Retreat retreat = new Retreat();
    private TakeOver takeOver = policy.takeOver();
    private @Nullable YardClaim rival;

    Shift(DatasetLister lister, Assembly.Desks desks, Unpacking unpacking) {
      this.lister = lister;
      this.desks = desks;
      this.unpacking = unpacking;
    }

    /// Runs a round and sleeps; tells how the controller ends, if it does.
    Optional<Verdict> next() throws InterruptedException, IOException {
      try {
        return work();
      } catch (YardHeldException e) {
        failed(Outcome.HELD, e);
        leaveTo(e);
      } catch (IOException | RemoteException e) {
        failed(Outcome.FAILED, e);
        log.atWarn().log("Round failed, next try in {} s: {}", retreat.seconds(), e.getMessage());
        if (policy.ending() == Ending.WHEN_QUIET && retreat.isLong()) {
          throw new IOException(e.getMessage(), e);
        }
        rest();
      } catch (RuntimeException e) {
        failed(Outcome.FAILED, e);
        if (stopping.get()) { // the libraries' own ends of the process go on beside ours
          log.atWarn().log("Round broken off: {}", e.getMessage());
        } else {
          log.atError().setCause(e).log("Bug in a round, next try in {} s", retreat.seconds());
        }
        rest();
      }
      return Optional.empty();
    }

    private Optional<Verdict> work()
        throws InterruptedException, IOException, RemoteException, YardHeldException {
      boolean poll = isPollDue();
      parts.vitals().begins();
      Round current = round == null ? begin() : round;
      Round.Result result = current.run(poll ? Round.Cause.POLL : Round.Cause.EVENT, stirred);
      if (poll) {
        parts.vitals().goesOn();
        parts.repository().housekeep();
        parts.vitals().goesOn();
        cleaning.cleanIfDue();
      }
      Outcome outcome = result.changed() ? Outcome.CHANGED : Outcome.UNCHANGED;
      parts.vitals().ends(outcome, current.view(parts.repository().traffic()));
      if (result.quiet() && policy.ending() == Ending.WHEN_QUIET) {
        current.finish();
        return Optional.of(current.isAllWell() ? Verdict.ALL_WELL : Verdict.UNFINISHED);
      }
      stirred = result.changed() ? goOn() : sleep(nextPoll, result.due());
      retreat.reset();
      return Optional.empty();
    }

    private void failed(Outcome outcome, Exception e) {
      String why = String.valueOf(e.getMessage());
      parts.vitals().fails(outcome, why, parts.repository().traffic());
    }

    /// Another round follows one that changed something.
    private boolean goOn() throws InterruptedException {
      Duration wait = pace.next();
      if (pace.isWorthTelling()) {
        log.atWarn().log("Every round says something else; they follow each other slowly now");
      }
      if (wait.isPositive() && wakeUps.await(wait)) {
        pace.reset();
      }
      return true;
    }

    /// A clock that was set back does not put the next poll off.
    private boolean isPollDue() {
      Instant now = parts.clock().instant();
      Duration left =
          nextPoll.equals(Instant.MIN) ? Duration.ZERO : Duration.between(now, nextPoll);
      boolean due =
          pollWanted.getAndSet(false) || !left.isPositive() || left.compareTo(policy.poll()) > 0;
      nextPoll = due ? now.plus(policy.poll()) : nextPoll;
      return due;
    }

    private Round begin() throws IOException, RemoteException, YardHeldException {
      Tenure.Self self =
          new Tenure.Self(
              parts.guard().id(),
              policy.host(),
              parts.clock(),
              Controller.this::mayAct,
              takeOver,
              rival);
      Round begun = new Assembly(parts, policy, lister, desks, unpacking).begin(self);
      takeOver = TakeOver.REFUSED;
      round = begun;
      return begun;
    }

    /// Another controller works on the yard: it is looked now and then whether it has let go.
    private void leaveTo(YardHeldException held) throws InterruptedException, IOException {
      round = null;
      if (policy.ending() == Ending.WHEN_QUIET) {
        throw new IOException(held.getMessage(), held);
      }
      if (!held.rival().equals(rival)) {
        log.atError().log("{}", held.getMessage());
      }
      rival = held.rival();
      nextPoll = Instant.MIN;
      stirred = true;
      wakeUps.await(policy.poll());
    }

    private void rest() throws InterruptedException {
      wakeUps.await(retreat.next());
      nextPoll = Instant.MIN;
      stirred = true;
    }

    /// Writes what is not written yet.
    void end() {
      try {
        if (round != null) {
          round.flush();
        }
      } catch (IOException | YardHeldException | RuntimeException e) {
        log.atWarn().log("Status could not be written at the end: {}", e.getMessage());
      }
    }
  }

  /// Asked before each action and each commit, which shows that the round goes on.
  private boolean mayAct() {
    parts.vitals().goesOn();
    return parts.leadership().isHeld();
  }

  /// Sleeps until the next poll, the next due instant, or an event; tells whether to look at more
  /// than the remote afterwards.
  private boolean sleep(Instant nextPoll, @Nullable Instant due) throws InterruptedException {
    pace.reset();
    Instant until = due != null && due.isBefore(nextPoll) ? due : nextPoll;
    Duration left = Duration.between(parts.clock().instant(), until);
    Duration most = left.compareTo(policy.poll()) > 0 ? policy.poll() : left;
    boolean woken = wakeUps.await(most.compareTo(LEAST) < 0 ? LEAST : most);
    if (woken && !stopping.get()) {
      wakeUps.gather(GATHER);
    }
    boolean isDue = due != null && !parts.clock().instant().isBefore(due);
    return woken || isDue;
  }
}
