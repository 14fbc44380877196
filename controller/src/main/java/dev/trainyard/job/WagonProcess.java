package dev.trainyard.job;

import dev.trainyard.job.Program.Limits;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.ResourceUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One program while it runs: started in a session of its own, watched, measured, ended at its
/// limits; when it returns, or throws, no process of it is left.
///
/// Stages: [#start], [#watch], [#end].
final class WagonProcess {
  /// How long what is still in the pipe is waited for when somebody unknown holds it open.
  private static final Duration DRAIN = Duration.ofMillis(500);

  /// How often the end is looked for on kernels that cannot be asked to tell.
  private static final Duration POLL = Duration.ofMillis(10);

  private static final int CANNOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;
  private static final int SIGNALLED = 128;
  private static final int LAST_SIGNAL = 31;

  private final Premises premises;
  private final Program program;
  private @Nullable ExitCause killedFor;
  private boolean reaped;
  private Cell.@Nullable Walls walls;
  private @Nullable Footprint footprint;

  private WagonProcess(Premises premises, Program program) {
    this.premises = premises;
    this.program = program;
  }

  /// How a program ended; success rules other than being killed are for the caller to judge.
  ///
  /// @param exitCode -1 if it has none
  /// @param message what happened, for people
  /// @param prmon its samples
  /// @param signal the name of the signal that its exit code stands for, as the tool that confines
  ///   it says it
  record Outcome(
      ExitCause cause,
      int exitCode,
      String message,
      ResourceUsage usage,
      String prmon,
      Optional<String> signal) {}

  /// Runs a program to its end.
  ///
  /// @throws IOException if its log cannot be written
  static Outcome run(Premises premises, Program program) throws IOException {
    Files.deleteIfExists(program.log());
    Optional<Path> executable = program.executable();
    if (executable.isEmpty()) {
      Files.createFile(program.log());
      return notStarted(program.whyNoProgram());
    }
    return new WagonProcess(premises, program).run(executable.get());
  }

  private static Outcome notStarted(String why) {
    return new Outcome(ExitCause.NOT_STARTED, -1, why, ResourceUsage.NONE, "", Optional.empty());
  }

  private Outcome run(Path executable) throws IOException {
    String name = Cgroup.PREFIX + program.owner().replace('/', '_');
    @Nullable Cgroup group =
        Cgroup.create(premises.places(), name, program.limits().memory(), premises.processes())
            .orElse(null);
    try (CappedLog log = new CappedLog(program.log(), program.limits().log())) {
      Members members;
      try {
        members = start(executable, group, log.writeEnd());
      } finally {
        Posix.close(log.writeEnd());
      }
      return run(members, log);
    } finally {
      if (group != null) {
        group.remove();
      }
    }
  }

  private Outcome run(Members members, CappedLog log) throws IOException {
    try {
      ResourceSampler sampler = new ResourceSampler(members, premises.clock());
      watch(members, sampler, log);
      return end(members, sampler, log);
    } finally {
      if (!reaped) {
        members.killAll();
        reap(members);
        members.release();
      }
    }
  }

  private List<String> words(Path executable, List<Path> doors) throws IOException {
    if (premises.cell().isEmpty()) {
      return program.entry(executable, doors);
    }
    walls = premises.cell().get().raise(program);
    footprint = new Footprint(program.places(), premises.cell().get().rule().disk().bytes());
    return program.entry(executable, doors, premises.cell().get(), walls);
  }

  private Members start(Path executable, @Nullable Cgroup group, int output) throws IOException {
    List<Path> doors = group == null ? List.of() : group.doors();
    if (group != null) {
      premises.guard().watch(group);
    }
    List<String> words = words(executable, doors);
    Spawn spawn =
        new Spawn(
            words,
            walls == null ? program.environment() : Cell.environment(program.owner()),
            walls == null ? program.folder() : Path.of("/"),
            program.input() == null ? -1 : program.input().readEnd(),
            output,
            output);
    int pid = premises.adoption().start(spawn, program.owner());
    premises.guard().watch(pid);
    if (program.input() != null) {
      program.input().handOver();
    }
    return new Members(premises.adoption(), program.owner(), pid, group, walls);
  }

  private void watch(Members members, ResourceSampler sampler, CappedLog log) throws IOException {
    Optional<Integer> descriptor = Posix.descriptorOf(members.leader());
    try {
      while (!Posix.hasEnded(members.leader())) {
        Duration next = shorter(sampler.untilNext(), timeLeft(sampler));
        Duration atMost = descriptor.isPresent() ? next : shorter(next, POLL);
        Posix.await(log.descriptor(), descriptor.orElse(-1), atMost);
        log.take();
        if (killedFor == null) {
          killedFor = reasonToEnd(members, sampler, log);
          if (killedFor != null) {
            members.killAll();
          }
        }
      }
    } finally {
      descriptor.ifPresent(Posix::close);
    }
  }

  private Duration timeLeft(ResourceSampler sampler) {
    Duration left = program.limits().time().minus(counted(sampler));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// The time that counts for its limit: not that in which others kept it from its input.
  private Duration counted(ResourceSampler sampler) {
    Tap input = program.input();
    return input == null ? sampler.elapsed() : sampler.elapsed().minus(input.waited());
  }

  private @Nullable ExitCause reasonToEnd(Members members, ResourceSampler sampler, CappedLog log) {
    Limits limits = program.limits();
    if (premises.cancellation().isCancelled()) {
      return ExitCause.CANCELLED;
    } else if (log.isFull()) {
      return ExitCause.LOG_TOO_LARGE;
    } else if (program.input() != null && program.input().isBroken()) {
      return ExitCause.INPUT_BAD;
    } else if (counted(sampler).compareTo(limits.time()) > 0) {
      return ExitCause.OVER_TIME;
    } else if (footprint != null && footprint.isTooLarge()) {
      return ExitCause.OVER_DISK;
    }
    boolean over = sampler.sampleIfDue(limits.memory().bytes()) > limits.memory().bytes();
    return over || members.ranOutOfMemory() ? ExitCause.OVER_MEMORY : null;
  }

  private Outcome end(Members members, ResourceSampler sampler, CappedLog log) throws IOException {
    boolean isRead = program.input() == null || program.input().isComplete();
    sampler.lastSample();
    boolean leftOthers = members.killAll();
    drain(log);
    boolean outOfMemory = members.ranOutOfMemory();
    Posix.Ended ended = reap(members);
    ResourceUsage usage = sampler.usage(members.cpu(ended.cpu()), log.size());
    members.release();
    ExitCause cause = cause(ended, outOfMemory, log);
    String message = message(cause, ended, usage);
    if (leftOthers && cause == ExitCause.SUCCEEDED) {
      message = "it left processes behind, which were ended";
    } else if (cause == ExitCause.SUCCEEDED && !isRead) {
      message = "it ended before its input did";
    }
    return new Outcome(
        cause, ended.exitCode(), message, usage, sampler.prmon(), signalBehind(ended));
  }

  private Posix.Ended reap(Members members) {
    Optional<Posix.Ended> ended = premises.adoption().reap(members.leader());
    premises.guard().forget(members.leader());
    reaped = true;
    return ended.orElse(new Posix.Ended(-1, Posix.SIGKILL, Duration.ZERO));
  }

  private static void drain(CappedLog log) throws IOException {
    long deadline = System.nanoTime() + DRAIN.toNanos();
    while (!log.hasEnded() && System.nanoTime() < deadline) {
      Posix.await(log.descriptor(), -1, POLL);
      log.take();
    }
  }

  private ExitCause cause(Posix.Ended ended, boolean outOfMemory, CappedLog log)
      throws IOException {
    if (killedFor != null) {
      return killedFor;
    } else if (outOfMemory) {
      return ExitCause.OVER_MEMORY;
    } else if (log.isFull()) {
      return ExitCause.LOG_TOO_LARGE;
    } else if (ended.signal() != 0) {
      return ExitCause.SIGNAL;
    } else if (footprint != null && footprint.isTooLargeNow()) {
      return ExitCause.OVER_DISK;
    } else if (walls != null && !walls.held()) {
      return ExitCause.NOT_CONFINED;
    }
    return isStartFailure(ended) ? ExitCause.NOT_STARTED : ExitCause.SUCCEEDED;
  }

  private boolean isStartFailure(Posix.Ended ended) throws IOException {
    return (ended.exitCode() == CANNOT_EXECUTE || ended.exitCode() == NOT_FOUND)
        && LogExcerpt.of(program.log()).stream()
            .anyMatch(line -> line.startsWith(Program.ENTRY_NAME + ":"));
  }

  private String message(ExitCause cause, Posix.Ended ended, ResourceUsage usage) {
    return cause == ExitCause.OVER_DISK && premises.cell().isPresent()
        ? "it kept more than " + premises.cell().get().rule().disk() + " on the disk"
        : EndMessage.of(cause, program.limits(), ended.signal(), usage);
  }

  private Optional<String> signalBehind(Posix.Ended ended) {
    int signal = ended.exitCode() - SIGNALLED;
    return walls == null || signal <= 0 || signal > LAST_SIGNAL
        ? Optional.empty()
        : Optional.of(EndMessage.signalName(signal));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /// The limits of a wagon on a job with this allowance.
  static Limits limits(ByteSize memory, Duration time, double allowance, ByteSize log) {
    return new Limits(
        new ByteSize(Math.round(memory.bytes() * allowance)),
        Duration.ofMillis(Math.round(time.toMillis() * allowance)),
        log);
  }
}
