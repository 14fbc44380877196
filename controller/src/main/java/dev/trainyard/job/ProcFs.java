package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What `/proc` says of processes. One that is gone is empty or zero, never an error: processes end
/// while they are read.
final class ProcFs {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /// USER_HZ, the unit of times in `stat`: 100 on every architecture that runs a JVM.
  private static final long TICK_MILLIS = 10;

  private static final int KIBI = 1024;

  private ProcFs() {}

  /// The fields of `/proc/PID/stat` that we use.
  ///
  /// @param started clock ticks after boot: with the number, it identifies a process
  /// @param pages resident pages
  /// @param virtual bytes
  record Stat(
      int pid,
      char state,
      int parent,
      int session,
      Duration user,
      Duration system,
      int threads,
      long started,
      long virtual,
      long pages) {
    boolean isZombie() {
      return state == 'Z' || state == 'X';
    }
  }

  /// Bytes read and written, of a process and the children that it waited for.
  record Traffic(long readCalls, long writeCalls, long readDisk, long writtenDisk) {
    static final Traffic NONE = new Traffic(0, 0, 0, 0);

    Traffic plus(Traffic other) {
      return new Traffic(
          readCalls + other.readCalls,
          writeCalls + other.writeCalls,
          readDisk + other.readDisk,
          writtenDisk + other.writtenDisk);
    }
  }

  static Optional<Stat> stat(int pid) {
    String line = text(PROC.resolve(pid + "/stat"));
    int afterName = line.lastIndexOf(") ");
    if (afterName < 0) {
      return Optional.empty();
    }
    String[] f = SPACES.split(line.substring(afterName + 2).strip(), -1);
    return Optional.of(
        new Stat(
            pid,
            f[0].charAt(0),
            Integer.parseInt(f[1]),
            Integer.parseInt(f[3]),
            ticks(f[11]).plus(ticks(f[13])),
            ticks(f[12]).plus(ticks(f[14])),
            Integer.parseInt(f[17]),
            Long.parseLong(f[19]),
            Long.parseLong(f[20]),
            Long.parseLong(f[21])));
  }

  private static Duration ticks(String number) {
    return Duration.ofMillis(Long.parseLong(number) * TICK_MILLIS);
  }

  /// Proportional set size in bytes; the resident size of a program that may not be looked into.
  static long proportional(int pid) {
    String rollup = text(PROC.resolve(pid + "/smaps_rollup"));
    long kibi = rollup.isEmpty() ? field(status(pid), "VmRSS:") : field(rollup, "Pss:");
    return kibi * KIBI;
  }

  /// Swapped bytes.
  static long swapped(int pid) {
    return field(status(pid), "VmSwap:") * KIBI;
  }

  private static String status(int pid) {
    return text(PROC.resolve(pid + "/status"));
  }

  static Traffic traffic(int pid) {
    String io = text(PROC.resolve(pid + "/io"));
    return new Traffic(
        field(io, "rchar:"),
        field(io, "wchar:"),
        field(io, "read_bytes:"),
        field(io, "write_bytes:"));
  }

  private static long field(String text, String name) {
    int at = text.startsWith(name) ? 0 : text.indexOf("\n" + name);
    if (at < 0) {
      return 0;
    }
    int from = text.indexOf(':', at) + 1;
    int end = text.indexOf('\n', from);
    String[] words = SPACES.split(text.substring(from, end < 0 ? text.length() : end).strip(), -1);
    return words[0].isEmpty() ? 0 : Long.parseLong(words[0]);
  }

  /// The environment that a process was started with, one variable a line.
  static String environment(int pid) {
    return text(PROC.resolve(pid + "/environ")).replace('\0', '\n');
  }

  /// A process and all its descendants, parents first.
  static Set<Integer> tree(int pid) {
    Set<Integer> found = new LinkedHashSet<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(pid));
    while (!open.isEmpty()) {
      int next = open.remove();
      if (found.add(next)) {
        open.addAll(children(next));
      }
    }
    return found;
  }

  /// The children of a process, those of all its threads.
  static List<Integer> children(int pid) {
    List<Integer> found = new ArrayList<>();
    for (Path thread : numbered(PROC.resolve(pid + "/task"))) {
      for (String child : SPACES.split(text(thread.resolve("children")), -1)) {
        if (!child.isEmpty()) {
          found.add(Integer.valueOf(child));
        }
      }
    }
    return found;
  }

  /// All processes of the machine that we can see.
  static List<Integer> all() {
    return numbered(PROC).stream().map(p -> Integer.valueOf(p.getFileName().toString())).toList();
  }

  private static List<Path> numbered(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ProcFs::isNumbered)) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return found;
    }
    return found;
  }

  private static boolean isNumbered(Path path) {
    char first = path.getFileName().toString().charAt(0);
    return first >= '0' && first <= '9';
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
