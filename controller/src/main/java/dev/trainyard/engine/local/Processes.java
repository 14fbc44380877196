package dev.trainyard.engine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The processes of this machine, as `/proc` shows them.
final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final String VARIABLE = LocalSettings.MARKER + "=";

  private final String boot;

  private Processes(String boot) {
    this.boot = boot;
  }

  static Processes ofThisMachine() throws IOException {
    Path boot = PROC.resolve("sys/kernel/random/boot_id");
    if (!Files.isReadable(boot)) {
      throw new IOException("the local engine needs Linux with /proc: cannot read " + boot);
    }
    return new Processes(Files.readString(boot).strip());
  }

  /// The id of the boot that this machine is in.
  String boot() {
    return boot;
  }

  /// The claim of the process that this code runs in.
  Claim self() throws IOException {
    long pid = ProcessHandle.current().pid();
    return new Claim(
        pid, read(pid).orElseThrow(() -> new IOException("/proc is missing")).started(), boot);
  }

  /// Whether the process of this claim still runs.
  boolean isAlive(Claim claim) {
    return claim.boot().equals(boot)
        && read(claim.pid()).filter(p -> p.started() == claim.started() && p.runs()).isPresent();
  }

  /// All processes that run, this one excepted. A handle stands for the process that had the pid
  /// when it was made, and so do the other facts, or killing through the handle does nothing.
  List<Entry> all() {
    List<Entry> entries = new ArrayList<>();
    ProcessHandle self = ProcessHandle.current();
    for (ProcessHandle handle : ProcessHandle.allProcesses().toList()) {
      if (!handle.equals(self)) {
        read(handle.pid()).filter(Stat::runs).ifPresent(s -> entries.add(new Entry(handle, s)));
      }
    }
    return entries;
  }

  /// One process.
  record Entry(ProcessHandle handle, Stat stat) {
    /// The task that it was started for, if its environment can be read and says so.
    Optional<String> marker() {
      String environment;
      try {
        Path file = PROC.resolve(handle.pid() + "/environ");
        environment = new String(Files.readAllBytes(file), UTF_8);
      } catch (IOException _) {
        return Optional.empty();
      }
      return Arrays.stream(environment.split("\0", -1))
          .filter(variable -> variable.startsWith(VARIABLE))
          .findFirst()
          .map(variable -> variable.substring(VARIABLE.length()));
    }
  }

  /// What `/proc/PID/stat` says.
  record Stat(long pid, char state, long parent, long group, long session, long started) {
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int STARTED = 19;

    /// Zombies do not.
    boolean runs() {
      return state != 'Z' && state != 'X';
    }

    /// Reads the fields behind the program's name, which may hold anything; a process that goes
    /// away meanwhile may show none.
    static Optional<Stat> parse(long pid, String text) {
      String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
      return fields.length <= STARTED
          ? Optional.empty()
          : Optional.of(
              new Stat(
                  pid,
                  fields[0].charAt(0),
                  Long.parseLong(fields[PARENT]),
                  Long.parseLong(fields[GROUP]),
                  Long.parseLong(fields[SESSION]),
                  Long.parseLong(fields[STARTED])));
    }
  }

  private static Optional<Stat> read(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(pid + "/stat"));
      return Stat.parse(pid, new String(bytes, UTF_8));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
