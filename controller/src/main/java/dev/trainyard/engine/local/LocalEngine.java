package dev.trainyard.engine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.engine.LogEnd;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.SteadyClock;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks as processes of this machine. They outlive this engine, also if it is killed: the
/// next one on the same ledger finds every submission and every task again, and starts none twice.
///
/// Tasks start by priority, then in the order of acceptance, as cores and memory allow; nothing
/// overtakes the first in that order. A task's memory is counted, not limited. A task is over only
/// when no process of it is left; processes that it leaves behind when it ends are killed.
///
/// After a power failure a task that started in the last seconds before may start again, since its
/// claim had not reached the disk.
public final class LocalEngine implements Engine, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration TIDY = Duration.ofSeconds(1);
  private static final Duration PRUNE = Duration.ofHours(1);

  private final LocalSettings settings;
  private final InstantSource clock;
  private final Processes processes;
  private final Ledger ledger;
  private final Roster roster;
  private final Hand hand = new Hand();
  private final TaskRunner runner;
  private final ReentrantLock accepting = new ReentrantLock();
  private long accepted;
  private long tidied = -1;
  private volatile boolean closed;

  private LocalEngine(
      LocalSettings settings,
      InstantSource clock,
      InstantSource steady,
      Processes processes,
      Ledger ledger) {
    this.settings = settings;
    this.clock = clock;
    this.processes = processes;
    this.ledger = ledger;
    this.roster = new Roster(settings.slots(), settings.memory().bytes());
    this.runner =
        new TaskRunner(
            new TaskRunner.Accounts(roster, ledger, clock, steady),
            processes,
            new TaskLauncher(ledger, processes.boot(), settings.environment()),
            hand);
  }

  /// Takes up the ledger where the last engine left it, and starts what waits.
  ///
  /// @throws LedgerInUseException if another engine runs on it
  public static LocalEngine open(LocalSettings settings, InstantSource clock) throws IOException {
    return open(settings, clock, new SteadyClock(clock.instant(), System::nanoTime));
  }

  /// @param steady for limits of time, whatever the clock is set to
  static LocalEngine open(LocalSettings settings, InstantSource clock, InstantSource steady)
      throws IOException {
    Processes processes = Processes.ofThisMachine();
    Ledger ledger = Ledger.open(settings.ledger(), processes.self());
    LocalEngine engine = new LocalEngine(settings, clock, steady, processes, ledger);
    try {
      engine.begin();
      return engine;
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private void begin() throws IOException {
    for (Acceptance acceptance : ledger.submissions()) {
      accepted = Math.max(accepted, acceptance.number());
      hand.now(() -> runner.adopt(acceptance));
    }
    hand.soon(runner::startWaiting);
    hand.soon(this::prune);
    hand.every(LOOK, runner::look);
    hand.every(TIDY, this::tidy);
    hand.every(PRUNE, this::prune);
  }

  @Override
  public SubmitAnswer submit(TaskArray array) throws EngineUnreachableException {
    accepting.lock();
    try {
      ask();
      if (roster.knows(array.name())) {
        return SubmitAnswer.toKnown(roster.array(new TaskId(array.name(), 0)), array);
      }
      Optional<SubmitAnswer> unfit =
          SubmitAnswer.toUnfit(array).or(() -> refusal(array).map(SubmitAnswer.Refused::new));
      if (unfit.isPresent()) {
        return unfit.get();
      }
      accepted++;
      Acceptance kept = ledger.accept(new Acceptance(accepted, clock.instant(), array));
      roster.add(new Submission(kept, ledger.standing(kept.array())));
    } catch (EngineUnreachableException e) {
      throw e;
    } catch (IOException e) {
      throw new EngineUnreachableException("cannot write to the ledger: " + e.getMessage(), e);
    } finally {
      accepting.unlock();
    }
    hand.soon(runner::startWaiting);
    return new SubmitAnswer.Accepted();
  }

  private Optional<String> refusal(TaskArray array) {
    if (array.needs().cpus() > settings.slots()) {
      return Optional.of(
          "a task needs "
              + array.needs().cpus()
              + " cores and this engine has "
              + settings.slots()
              + ": ask for fewer, or give the engine more");
    }
    if (array.needs().memory().compareTo(settings.memory()) > 0) {
      return Optional.of(
          "a task needs "
              + array.needs().memory()
              + " of memory and this engine has "
              + settings.memory()
              + ": ask for less, or give the engine more");
    }
    return Optional.empty();
  }

  @Override
  public EngineView observe() {
    try {
      ask();
      return new EngineView.Listed(roster.seen());
    } catch (EngineUnreachableException e) {
      return new EngineView.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void cancel(SubmissionName name) throws EngineUnreachableException {
    ask();
    hand.now(
        () -> {
          if (roster.knows(name) && !roster.isOver(name)) {
            ledger.keepCancelled(name);
            runner.cancel(name);
          }
        });
  }

  @Override
  public void steer(SubmissionName name, Standing standing) throws EngineUnreachableException {
    ask();
    hand.now(
        () -> {
          if (roster.knows(name) && !roster.isOver(name)) {
            ledger.keepStanding(name, standing);
            roster.stand(name, standing);
            runner.startWaiting();
          }
        });
  }

  @Override
  public String logs(SubmissionName name, int index) throws EngineUnreachableException {
    ask();
    return LogEnd.of(ledger.log(new TaskId(name, index)));
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return roster.awaitChange(seen, atMost);
  }

  private void ask() throws EngineUnreachableException {
    if (closed) {
      throw new EngineUnreachableException("the local engine is closed");
    }
    if (!ledger.isThere()) {
      throw new EngineUnreachableException(
          "the ledger " + settings.ledger() + " is gone: is its disk mounted?");
    }
  }

  /// Cuts long logs, and ends what tasks that are over left behind.
  private void tidy() throws IOException {
    for (TaskId task : runner.watched()) {
      Path log = ledger.log(task);
      if (Files.exists(log) && Files.size(log) > settings.logSize().bytes()) {
        cut(log);
      }
    }
    long changes = roster.changes();
    if (changes != tidied) {
      tidied = changes;
      hand.apart(
          () -> new ProcessTree(processes).end(Optional.empty(), this::isLeftOver),
          ProcessTree.Outcome.REMAINS,
          outcome -> LOG.atDebug().addKeyValue("outcome", outcome).log("Tidied"));
    }
  }

  private boolean isLeftOver(String marker) {
    return ledger.marked(marker).filter(roster::isOver).isPresent();
  }

  /// The task appends, so it goes on behind the cut.
  private static void cut(Path log) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
      channel.write(ByteBuffer.wrap("\n[cut by Trainyard]\n".getBytes(UTF_8)), channel.size());
    }
  }

  private void prune() {
    Instant limit = clock.instant().minus(settings.retention());
    for (SubmissionName name : roster.overBefore(limit)) {
      try {
        ledger.forget(name);
        roster.remove(name);
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("submission", name).setCause(e).log("Cannot be forgotten yet");
      }
    }
  }

  /// Stops looking after tasks, and leaves the ledger to the next engine. Tasks that run go on.
  @Override
  public void close() throws IOException {
    closed = true;
    hand.close();
    ledger.close();
  }
}
