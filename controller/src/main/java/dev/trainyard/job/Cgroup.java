package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The control groups of one wagon: the kernel knows all its processes however they forked, and
/// ends them at the memory limit. Made below the groups that the job itself is in, never beside or
/// above them, so that a batch system's limits hold.
final class Cgroup {
  /// What the names of all groups start with.
  static final String PREFIX = "trainyard-";

  private static final String MOST_PROCESSES = "pids.max";
  private static final Pattern OOM_KILLS = Pattern.compile("(?m)^oom_kill (\\d+)$");
  private static final Pattern USAGE = Pattern.compile("(?m)^usage_usec (\\d+)$");

  private final @Nullable Path unified;
  private final @Nullable Path memory;
  private final @Nullable Path pids;
  private final boolean limited;

  private Cgroup(
      @Nullable Path unified, @Nullable Path memory, @Nullable Path pids, boolean limited) {
    this.unified = unified;
    this.memory = memory;
    this.pids = pids;
    this.limited = limited;
  }

  /// Makes the groups of one wagon; empty if this process may not make any.
  ///
  /// @param processes most processes and threads, if they are limited
  static Optional<Cgroup> create(
      CgroupPlaces places, String name, ByteSize limit, OptionalInt processes) {
    Path unified = make(places.unified(), name);
    boolean limited = unified != null && limitUnified(unified, limit);
    Path memory = limited ? null : make(places.memory(), name);
    if (memory != null) {
      limited = limitMemory(memory, limit);
    }
    Path pids = processes.isEmpty() ? null : limitProcesses(places, unified, name, processes);
    if (unified == null && memory == null && pids == null) {
      return Optional.empty();
    }
    return Optional.of(new Cgroup(unified, memory, pids, limited));
  }

  private static @Nullable Path make(@Nullable Path parent, String name) {
    if (parent == null) {
      return null;
    }
    try {
      Path group = Files.createDirectory(parent.resolve(name));
      return Files.isWritable(group.resolve("cgroup.procs")) ? group : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean limitUnified(Path group, ByteSize limit) {
    boolean limited = write(group.resolve("memory.max"), Long.toString(limit.bytes()));
    if (limited) {
      write(group.resolve("memory.swap.max"), "0");
      write(group.resolve("memory.oom.group"), "1");
    }
    return limited;
  }

  private static boolean limitMemory(Path group, ByteSize limit) {
    String bytes = Long.toString(limit.bytes());
    boolean limited = write(group.resolve("memory.limit_in_bytes"), bytes);
    write(group.resolve("memory.memsw.limit_in_bytes"), bytes);
    return limited;
  }

  /// The group of version 1 that limits processes, if that of version 2 does not.
  private static @Nullable Path limitProcesses(
      CgroupPlaces places, @Nullable Path unified, String name, OptionalInt processes) {
    String most = Integer.toString(processes.getAsInt());
    if (unified != null && write(unified.resolve(MOST_PROCESSES), most)) {
      return null;
    }
    Path pids = make(places.pids(), name);
    if (pids != null) {
      write(pids.resolve(MOST_PROCESSES), most);
    }
    return pids;
  }

  /// The files into which a process writes `0` to join.
  List<Path> doors() {
    return groups().stream().map(group -> group.resolve("cgroup.procs")).toList();
  }

  List<Path> groups() {
    List<Path> groups = new ArrayList<>();
    if (unified != null) {
      groups.add(unified);
    }
    if (memory != null) {
      groups.add(memory);
    }
    if (pids != null) {
      groups.add(pids);
    }
    return groups;
  }

  /// All processes in it.
  Set<Integer> members() {
    Set<Integer> members = new LinkedHashSet<>();
    for (Path door : doors()) {
      read(door)
          .lines()
          .filter(line -> !line.isBlank())
          .map(Integer::valueOf)
          .forEach(members::add);
    }
    return members;
  }

  /// Whether the kernel ended a process of it at the memory limit.
  boolean ranOutOfMemory() {
    String events =
        (unified == null ? "" : read(unified.resolve("memory.events")))
            + (memory == null ? "" : read(memory.resolve("memory.oom_control")));
    Matcher kills = OOM_KILLS.matcher(events);
    return limited && kills.find() && Long.parseLong(kills.group(1)) > 0;
  }

  /// CPU time of everything that was ever in it.
  Optional<Duration> cpu() {
    if (unified == null) {
      return Optional.empty();
    }
    Matcher usage = USAGE.matcher(read(unified.resolve("cpu.stat")));
    return usage.find()
        ? Optional.of(Duration.ofNanos(Long.parseLong(usage.group(1)) * 1000))
        : Optional.empty();
  }

  /// Ends everything in it at one stroke where the kernel can; see [#members] for the rest.
  void kill() {
    if (unified != null) {
      write(unified.resolve("cgroup.kill"), "1");
    }
  }

  /// Removes the groups; false while something is still in them.
  boolean remove() {
    boolean removed = true;
    for (Path group : groups()) {
      removed &= !Files.exists(group) || group.toFile().delete();
    }
    return removed;
  }

  private static boolean write(Path file, String text) {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      Files.write(file, text.getBytes(UTF_8));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
