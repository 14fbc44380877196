package dev.trainyard.engine.slurm;

import dev.trainyard.engine.Changes;
import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.engine.LogEnd;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.SteadyClock;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks as job arrays of a Slurm cluster. What was accepted lies in a folder that the nodes
/// share; it says which array of Slurm may run a task, so that what is submitted twice, lost by
/// Slurm or begun anew runs at most once at a time, and how a task ended.
///
/// Slurm requeues what it preempts and what was on a lost node; such a task waits again. A task
/// that Slurm loses is lost here: it is never submitted again under its name.
public final class SlurmEngine implements Engine, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlurmEngine.class);
  private static final Duration PRUNE = Duration.ofHours(1);
  private static final long PATIENCE_SECONDS = 10;

  private final SlurmSettings settings;
  private final InstantSource clock;
  private final SlurmLedger ledger;
  private final SlurmCommands commands;
  private final Caretaker caretaker;
  private final Map<SubmissionName, Submission> submissions = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Changes changes = new Changes();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("slurm-engine").factory());
  private volatile boolean closed;
  private boolean troubled;

  private SlurmEngine(
      SlurmSettings settings, InstantSource clock, InstantSource steady, SlurmLedger ledger) {
    this.settings = settings;
    this.clock = clock;
    this.ledger = ledger;
    this.commands = new SlurmCommands(settings, steady);
    this.caretaker = new Caretaker(ledger, commands, changes, settings, clock, steady);
  }

  /// Takes up the ledger where the last engine left it. Slurm is not asked yet.
  ///
  /// @throws LedgerInUseException if another engine has it
  /// @throws IOException if it is not the one that the controller worked with before
  public static SlurmEngine open(SlurmSettings settings, InstantSource clock) throws IOException {
    SlurmLedger ledger = SlurmLedger.open(settings.folder(), settings.memo());
    try {
      InstantSource steady = new SteadyClock(clock.instant(), System::nanoTime);
      SlurmEngine engine = new SlurmEngine(settings, clock, steady, ledger);
      engine.takeUp();
      Duration poll = settings.times().poll();
      engine.every(poll, poll, engine::poll);
      engine.every(PRUNE, Duration.ZERO, engine::prune);
      return engine;
    } catch (IOException | RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  private void takeUp() throws IOException {
    for (Acceptance acceptance : ledger.submissions()) {
      SubmissionName name = acceptance.array().name();
      Optional<SubmissionOutcome> outcome = ledger.outcome(name);
      submissions.put(
          name,
          outcome
              .map(it -> new Submission(acceptance, it))
              .orElseGet(() -> new Submission(acceptance, ledger)));
    }
  }

  private void every(Duration pause, Duration first, Runnable step) {
    var _ =
        thread.scheduleWithFixedDelay(
            step, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public SubmitAnswer submit(TaskArray array) throws EngineUnreachableException {
    lock.lock();
    try {
      ask();
      Submission known = submissions.get(array.name());
      if (known != null) {
        return SubmitAnswer.toKnown(known.array(), array);
      }
      Optional<String> refusal = refusal(array);
      return refusal.isPresent() ? new SubmitAnswer.Refused(refusal.get()) : accept(array);
    } catch (EngineUnreachableException e) {
      throw e;
    } catch (IOException e) {
      throw new EngineUnreachableException("cannot write to the ledger: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private static Optional<String> refusal(TaskArray array) {
    if (array.indexes().isEmpty() || array.command().isEmpty()) {
      return Optional.of("there is nothing to run: give at least one index and one word");
    }
    if (array.command().stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      return Optional.of("the command holds a NUL character: take it out");
    }
    return Optional.empty();
  }

  /// Writes it down first, so that whatever happens then it is known.
  private SubmitAnswer accept(TaskArray array) throws IOException {
    int most = Math.min(settings.requests().arraySize(), commands.mostTasks());
    Acceptance asked = new Acceptance(clock.instant(), Math.max(1, most), array);
    Acceptance kept = ledger.accept(asked);
    Submission submission = new Submission(kept, ledger);
    submissions.put(array.name(), submission);
    if (!kept.equals(asked)) {
      return SubmitAnswer.toKnown(kept.array(), array);
    }
    boolean begun = false;
    try {
      for (PartWatch part : submission.parts()) {
        if (caretaker.hasRoom(submission, part)) {
          caretaker.submitNow(submission, part);
          begun = true;
        }
      }
    } catch (RefusedArrayException e) {
      if (!begun) {
        submissions.remove(array.name());
        ledger.forget(array.name());
        return new SubmitAnswer.Refused(String.valueOf(e.getMessage()));
      }
      // The next look finds that again, and says so of these tasks.
    }
    return new SubmitAnswer.Accepted();
  }

  @Override
  public EngineView observe() {
    lock.lock();
    try {
      ask();
      look();
      Map<SubmissionName, Sighting.Seen> seen = new HashMap<>();
      submissions.forEach((name, submission) -> seen.put(name, submission.seen()));
      return new EngineView.Listed(seen);
    } catch (IOException e) {
      return new EngineView.Unreachable(String.valueOf(e.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  /// Asks Slurm, if anything is under way.
  private void look() throws IOException {
    List<Submission> open =
        submissions.values().stream().filter(it -> it.overAt().isEmpty()).toList();
    if (!open.isEmpty()) {
      caretaker.look(open);
    }
  }

  private void poll() {
    lock.lock();
    try {
      ask();
      look();
      troubled = false;
    } catch (IOException e) {
      if (!troubled && !closed) {
        LOG.atWarn().log("Slurm cannot be asked: {}", e.getMessage());
      }
      troubled = true;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("Bug in the Slurm engine");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel(SubmissionName name) throws EngineUnreachableException {
    lock.lock();
    try {
      ask();
      Submission submission = submissions.get(name);
      if (submission != null && submission.overAt().isEmpty()) {
        ledger.keepCancelled(name);
        caretaker.cancel(submission);
      }
    } catch (EngineUnreachableException e) {
      throw e;
    } catch (IOException e) {
      throw new EngineUnreachableException("cannot write to the ledger: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String logs(SubmissionName name, int index) throws EngineUnreachableException {
    ask();
    Optional<Acceptance> acceptance;
    lock.lock();
    try {
      acceptance = Optional.ofNullable(submissions.get(name)).map(Submission::acceptance);
    } finally {
      lock.unlock();
    }
    for (Part part : acceptance.map(Acceptance::parts).orElse(List.of())) {
      int place = part.indexes().indexOf(index);
      if (place >= 0) {
        return LogEnd.of(ledger.log(part, place));
      }
    }
    return "";
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return changes.await(seen, atMost);
  }

  private void ask() throws EngineUnreachableException {
    if (closed) {
      throw new EngineUnreachableException("the Slurm engine is closed");
    }
    if (!ledger.isThere()) {
      throw new EngineUnreachableException(
          "the ledger "
              + settings.folder()
              + " is gone, or another one is in its place: is its file system mounted?");
    }
  }

  private void prune() {
    Instant limit = clock.instant().minus(settings.times().retention());
    lock.lock();
    try {
      List<SubmissionName> old =
          submissions.values().stream()
              .filter(it -> it.overAt().filter(at -> at.isBefore(limit)).isPresent())
              .map(Submission::name)
              .toList();
      for (SubmissionName name : old) {
        ledger.forget(name);
        submissions.remove(name);
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("What is over long ago cannot be forgotten yet");
    } finally {
      lock.unlock();
    }
  }

  /// Stops looking. Tasks go on, and the next engine finds them.
  @Override
  public void close() throws IOException {
    closed = true;
    thread.shutdownNow();
    try {
      boolean _ = thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ledger.close();
    }
  }
}
