package dev.trainyard.controller;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.engine.Engine;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.RemoteException;
import dev.trainyard.json.Json;
import dev.trainyard.plan.PlanSettings;
import dev.trainyard.plan.Planner;
import dev.trainyard.store.ProgressReader;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
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
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /// Who shall end when all is quiet gives up after a pause of this length.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final Parts parts;
  private final Policy policy;
  private final WakeUps wakeUps = new WakeUps();
  private final AtomicBoolean stopping = new AtomicBoolean();

  public Controller(Parts parts, Policy policy) {
    this.parts = parts;
    this.policy = policy;
  }

  /// The adapters that a controller works with; whoever made them closes them.
  ///
  /// @param tasks how tasks start this program
  public record Parts(
      ConfigRepository repository,
      StoreGuard guard,
      Store store,
      Map<String, Engine> engines,
      DatasetFiles files,
      TaskCommand tasks,
      Json json,
      InstantSource clock) {
    public Parts {
      engines = Map.copyOf(engines);
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
  public record Policy(
      String yard,
      String version,
      String defaultEngine,
      Duration poll,
      Duration relist,
      Duration counts,
      Set<String> acceptedHistory,
      Ending ending) {
    public Policy {
      acceptedHistory = Set.copyOf(acceptedHistory);
    }
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
  /// @throws IOException if it shall end when all is quiet, and rounds fail again and again
  public Verdict run() throws InterruptedException, IOException {
    try (DatasetLister lister =
            new DatasetLister(parts.files(), policy.relist(), parts.clock(), wakeUps::ring);
        EngineWatch _ = EngineWatch.start(parts.engines().values(), WATCH, wakeUps::ring)) {
      Round round = null;
      Instant nextPoll = Instant.MIN;
      boolean stirred = true;
      Duration pause = FIRST_PAUSE;
      Verdict verdict = Verdict.STOPPED;
      log.atInfo().log("Trainyard {} works on yard {}", policy.version(), policy.yard());
      while (!stopping.get()) {
        Instant now = parts.clock().instant();
        boolean poll = !now.isBefore(nextPoll);
        nextPoll = poll ? now.plus(policy.poll()) : nextPoll;
        try {
          round = round == null ? begin(lister) : round;
          Round.Result result = round.run(poll ? Round.Cause.POLL : Round.Cause.EVENT, stirred);
          if (poll) {
            parts.repository().housekeep();
          }
          if (result.quiet() && policy.ending() == Ending.WHEN_QUIET) {
            verdict = round.isAllWell() ? Verdict.ALL_WELL : Verdict.UNFINISHED;
            break;
          }
          stirred = result.changed() || sleep(nextPoll, result.due());
          pause = FIRST_PAUSE;
        } catch (IOException | RemoteException e) {
          log.atWarn().log("Round failed, next try in {} s: {}", pause.toSeconds(), e.getMessage());
          if (policy.ending() == Ending.WHEN_QUIET && pause.compareTo(PATIENCE) > 0) {
            throw new IOException(e.getMessage(), e);
          }
          pause = failed(pause);
          nextPoll = Instant.MIN;
          stirred = true;
        } catch (RuntimeException e) {
          log.atError().setCause(e).log("Bug in a round, next try in {} s", pause.toSeconds());
          pause = failed(pause);
          nextPoll = Instant.MIN;
          stirred = true;
        }
      }
      flush(round);
      log.atInfo().log("Stopped; what is with an engine goes on");
      return verdict;
    }
  }

  private static void flush(@Nullable Round round) {
    try {
      if (round != null) {
        round.flush();
      }
    } catch (IOException e) {
      log.atWarn().log("Status could not be written at the end: {}", e.getMessage());
    }
  }

  /// Reads what was said so far and sets up the stages of a round.
  private Round begin(DatasetLister lister) throws IOException, RemoteException {
    parts.repository().fetch();
    StatusYaml yaml = new StatusYaml(parts.json());
    Memory memory = new StatusReader(StatusSource.of(parts.repository().status()), yaml).read();
    Planner planner =
        new Planner(
            new PlanSettings(policy.yard(), parts.engines().keySet(), policy.defaultEngine()));
    ProgressReader progress = new ProgressReader(parts.store());
    Round.Stages stages =
        new Round.Stages(
            parts.repository(),
            new YardReader(parts.repository().commits(), new SnapshotReader(parts.json())),
            new HistoryGuard(parts.repository().commits(), policy.acceptedHistory()),
            new Observer(parts.engines(), parts.guard(), progress, lister, planner),
            planner,
            new ActionExecutor(
                parts.repository().commits(), parts.store(), parts.engines(), parts.tasks()),
            new StatusFolder(policy.version(), policy.yard()),
            new StatusPublisher(parts.repository().status(), yaml, policy.counts()));
    return new Round(stages, memory, parts.clock());
  }

  private Duration failed(Duration pause) throws InterruptedException {
    wakeUps.await(pause);
    Duration next = pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
  }

  /// Sleeps until the next poll, the next due instant, or an event; tells whether to look at more
  /// than the remote afterwards.
  private boolean sleep(Instant nextPoll, @Nullable Instant due) throws InterruptedException {
    Instant until = due != null && due.isBefore(nextPoll) ? due : nextPoll;
    Duration left = Duration.between(parts.clock().instant(), until);
    boolean woken = wakeUps.await(left.compareTo(LEAST) < 0 ? LEAST : left);
    if (woken && !stopping.get()) {
      wakeUps.gather(GATHER);
    }
    boolean isDue = due != null && !parts.clock().instant().isBefore(due);
    return woken || isDue;
  }
}
