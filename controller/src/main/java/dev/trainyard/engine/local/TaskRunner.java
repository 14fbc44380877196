package dev.trainyard.engine.local;

import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.local.ProcessTree.Outcome;
import dev.trainyard.model.Durations;
import dev.trainyard.model.SteadyClock;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of tasks, all on one thread, the [Hand]:
/// 1. [#startWaiting]: what has room is launched
/// 2. [#gone]: a process ended, by its own word or by [#look]
/// 3. [#judge]: the ledger tells how
/// 4. [#end]: what is cancelled, late or lost is killed with all its processes
/// 5. [#over]: its state is final
final class TaskRunner {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Roster roster;
  private final Ledger ledger;
  private final Processes processes;
  private final TaskLauncher launcher;
  private final Hand hand;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Map<TaskId, Watched> watched = new HashMap<>();
  private final Map<TaskId, Instant> deadlines = new HashMap<>();

  /// Tasks whose process was seen alive by this engine.
  private final Set<TaskId> seen = new HashSet<>();

  /// Tasks that could not be looked after: that is told once.
  private final Set<TaskId> troubled = new HashSet<>();

  private Instant pausedUntil = Instant.MIN;

  TaskRunner(Accounts accounts, Processes processes, TaskLauncher launcher, Hand hand) {
    this.roster = accounts.roster();
    this.ledger = accounts.ledger();
    this.clock = accounts.clock();
    this.steady = accounts.steady();
    this.processes = processes;
    this.launcher = launcher;
    this.hand = hand;
  }

  /// What the engine knows, where it keeps it, and its clocks.
  ///
  /// @param steady for limits and pauses, which a clock that is set must not touch
  record Accounts(Roster roster, Ledger ledger, InstantSource clock, InstantSource steady) {}

  /// Finds out what became of a submission while no engine ran.
  void adopt(Acceptance acceptance) throws IOException {
    SubmissionName name = acceptance.array().name();
    Optional<SubmissionOutcome> outcome = ledger.outcome(name);
    if (outcome.isPresent()) {
      roster.add(new Submission(acceptance, outcome.get()));
      return;
    }
    roster.add(new Submission(acceptance, ledger.standing(acceptance.array())));
    for (int index : ledger.claimed(name)) {
      TaskId task = new TaskId(name, index);
      roster.resume(task);
      Optional<String> lost = ledger.lost(task);
      if (lost.isPresent()) {
        end(task, new TaskState.Lost(lost.get()));
      } else {
        judge(task);
      }
    }
    if (ledger.isCancelled(name)) {
      cancel(name);
    }
  }

  /// Launches what waits, as long as there is room.
  void startWaiting() {
    if (steady.instant().isBefore(pausedUntil)) {
      return;
    }
    Optional<TaskId> next = roster.startNext();
    while (next.isPresent() && launch(next.get())) {
      next = roster.startNext();
    }
  }

  private boolean launch(TaskId task) {
    try {
      Process process = launcher.start(task, roster.array(task));
      watch(task, new Watched.Child(), clock.instant());
      hand.after(process.onExit(), () -> gone(task));
      return true;
    } catch (IOException e) {
      notStarted(task, e.toString());
      return false;
    }
  }

  /// A machine on which a process cannot be started, or a disk that cannot be written to, is not
  /// the task's fault: it waits on.
  private void notStarted(TaskId task, String why) {
    LOG.atWarn()
        .addKeyValue("task", task)
        .addKeyValue("why", why)
        .log("Task cannot be started yet");
    pausedUntil = steady.instant().plus(PAUSE);
    forget(task);
    roster.putBack(task);
  }

  private void gone(TaskId task) throws IOException {
    if (watched.get(task) instanceof Watched.Child) {
      watched.put(task, new Watched.Gone());
      judge(task);
      startWaiting();
    }
  }

  /// Reads what became of a claimed task, whoever claimed it.
  private void judge(TaskId task) throws IOException {
    Optional<Claim> claim = ledger.claim(task);
    boolean alive = claim.isPresent() && processes.isAlive(claim.get());
    // In this order: a wrapper writes the code and ends then.
    Optional<Integer> code = ledger.exitCode(task);
    if (code.isPresent()) {
      over(task, new TaskState.Ended(code.get()));
    } else if (alive) {
      watch(task, new Watched.Adopted(claim.get()), started(claim.get()));
    } else if (ledger.isClaimed(task)) {
      end(task, new TaskState.Lost(whyLost(claim)));
    } else {
      notStarted(task, "the wrapper could not claim it: is the disk full?");
    }
  }

  private String whyLost(Optional<Claim> claim) {
    if (claim.isEmpty()) {
      return "it was killed before its command started";
    }
    return claim.get().boot().equals(processes.boot())
        ? "it was killed from outside before it ended"
        : "the machine restarted before it ended";
  }

  private Instant started(Claim claim) {
    return ProcessHandle.of(claim.pid())
        .flatMap(handle -> handle.info().startInstant())
        .orElseGet(clock::instant);
  }

  /// Ends what is left of a submission.
  void cancel(SubmissionName name) throws IOException {
    Set<Integer> claimed = ledger.claimed(name);
    for (TaskId task : roster.waiting(name)) {
      if (claimed.contains(task.index())) {
        // By a wrapper that an engine before this one had started.
        roster.resume(task);
        end(task, new TaskState.Cancelled());
      } else {
        over(task, new TaskState.Cancelled());
      }
    }
    for (TaskId task : roster.running(name)) {
      if (!Watched.isEnding(watched.get(task))) {
        end(task, new TaskState.Cancelled());
      }
    }
  }

  private void end(TaskId task, TaskState verdict) throws IOException {
    watched.put(task, new Watched.ToEnd(verdict));
    deadlines.remove(task);
    if (verdict instanceof TaskState.Lost(String reason)) {
      keepLost(task, reason);
    }
    kill(task, verdict);
  }

  /// A disk that is full does not keep a task alive.
  private void keepLost(TaskId task, String reason) {
    try {
      ledger.keepLost(task, reason);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("task", task).setCause(e).log("Why it is ended cannot be kept");
    }
  }

  private void kill(TaskId task, TaskState verdict) throws IOException {
    Optional<Claim> claim = ledger.claim(task).filter(it -> isOurs(task, it));
    String marker = ledger.marker(task);
    watched.put(task, new Watched.Ending(verdict));
    hand.apart(
        () -> new ProcessTree(processes).end(claim, marker::equals),
        Outcome.REMAINS,
        outcome -> killed(task, verdict, outcome));
  }

  /// Whether its process number is still its own: while nobody looked, others may have had it.
  private boolean isOurs(TaskId task, Claim claim) {
    return seen.contains(task) || processes.isAlive(claim);
  }

  private void killed(TaskId task, TaskState verdict, Outcome outcome) {
    watched.put(task, new Watched.ToEnd(verdict));
    try {
      switch (outcome) {
        case GONE -> {
          Optional<Integer> code = ledger.exitCode(task);
          over(task, code.isPresent() ? new TaskState.Ended(code.get()) : verdict);
          startWaiting();
        }
        case REMAINS -> tell(task, new IOException("it has processes that cannot be killed yet"));
      }
    } catch (IOException e) {
      tell(task, e);
    }
  }

  private void over(TaskId task, TaskState state) {
    forget(task);
    roster.over(task, state).ifPresent(states -> close(task.name(), states));
  }

  private void close(SubmissionName name, Map<Integer, TaskState> states) {
    Instant now = clock.instant();
    roster.close(name, now);
    try {
      ledger.keepOutcome(name, SubmissionOutcome.of(now, states));
    } catch (IOException e) {
      // The tasks' own files say the same, at the next start.
      LOG.atWarn().addKeyValue("submission", name).setCause(e).log("Outcome cannot be kept");
    }
  }

  /// Looks at all running tasks: those that end without telling, and those that are late. One that
  /// cannot be looked at does not keep it from the others.
  void look() throws IOException {
    for (TaskId task : List.copyOf(watched.keySet())) {
      try {
        look(task);
      } catch (IOException e) {
        tell(task, e);
      }
    }
    startWaiting();
  }

  private void tell(TaskId task, IOException e) {
    if (troubled.add(task)) {
      LOG.atWarn().addKeyValue("task", task).setCause(e).log("Cannot be looked after yet");
    }
  }

  private void look(TaskId task) throws IOException {
    Instant deadline = deadlines.get(task);
    if (deadline != null && steady.instant().isAfter(deadline)) {
      Duration limit = roster.array(task).needs().time();
      end(task, new TaskState.Lost("it was over its time limit of " + Durations.format(limit)));
      return;
    }
    switch (watched.get(task)) {
      case Watched.Adopted(Claim claim) when !processes.isAlive(claim) -> judge(task);
      case Watched.Gone() -> judge(task);
      case Watched.ToEnd(TaskState verdict) -> kill(task, verdict);
      case Watched.Adopted(_), Watched.Child(), Watched.Ending(_) -> {}
      case null -> {}
    }
  }

  /// The tasks that run.
  Set<TaskId> watched() {
    return watched.keySet();
  }

  private void watch(TaskId task, Watched how, Instant since) {
    watched.put(task, how);
    seen.add(task);
    Duration limit = roster.array(task).needs().time();
    deadlines.put(task, steady.instant().plus(SteadyClock.left(limit, since, clock.instant())));
  }

  private void forget(TaskId task) {
    watched.remove(task);
    deadlines.remove(task);
    seen.remove(task);
    troubled.remove(task);
  }
}
