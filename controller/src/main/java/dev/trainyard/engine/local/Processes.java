package dev.trainyard.engine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    return new Processes(Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip());
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
      int at = environment.startsWith(VARIABLE) ? 0 : environment.indexOf("\0" + VARIABLE) + 1;
      if (at == 0 && !environment.startsWith(VARIABLE)) {
        return Optional.empty();
      }
      int end = environment.indexOf('\0', at);
      String text = end < 0 ? environment.substring(at) : environment.substring(at, end);
      return Optional.of(text.substring(VARIABLE.length()));
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

    static Stat parse(long pid, String text) {
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      return new Stat(
          pid,
          fields[0].charAt(0),
          Long.parseLong(fields[PARENT]),
          Long.parseLong(fields[GROUP]),
          Long.parseLong(fields[SESSION]),
          Long.parseLong(fields[STARTED]));
    }
  }

  private static Optional<Stat> read(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(pid + "/stat"));
      return Optional.of(Stat.parse(pid, new String(bytes, UTF_8)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
