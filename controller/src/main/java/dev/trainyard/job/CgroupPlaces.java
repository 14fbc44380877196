package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The control groups that this process is in, where it may make others.
///
/// @param unified version 2, or null
/// @param memory version 1, memory, or null
/// @param pids version 1, numbers of processes, or null
record CgroupPlaces(@Nullable Path unified, @Nullable Path memory, @Nullable Path pids) {
  /// Nothing to be made: limits are enforced by looking at the processes.
  static final CgroupPlaces NONE = new CgroupPlaces(null, null, null);

  private static final Duration SAFE_AGE = Duration.ofMinutes(10);
  private static final int ROOT_FIELD = 3;
  private static final int MOUNT_FIELD = 4;

  /// Finds them in `/proc/self`.
  static CgroupPlaces find() {
    try {
      List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"), UTF_8);
      List<String> groups = Files.readAllLines(Path.of("/proc/self/cgroup"), UTF_8);
      return new CgroupPlaces(
          place(mounts, "cgroup2", "", own(groups, "")),
          place(mounts, "cgroup", "memory", own(groups, "memory")),
          place(mounts, "cgroup", "pids", own(groups, "pids")));
    } catch (IOException e) {
      return NONE;
    }
  }

  /// Removes groups that jobs have left behind which were killed together with their guard. A group
  /// that holds a process cannot be removed, and a young one may be about to.
  void sweep(Instant now) {
    for (@Nullable Path place : Arrays.asList(unified, memory, pids)) {
      File[] left = place == null ? null : place.toFile().listFiles((dir, name) -> isOurs(name));
      for (File group : left == null ? new File[0] : left) {
        if (group.lastModified() < now.minus(SAFE_AGE).toEpochMilli()) {
          group.delete();
        }
      }
    }
  }

  private static boolean isOurs(String name) {
    return name.startsWith(Cgroup.PREFIX);
  }

  /// The path of our group; `controller` is empty for version 2.
  private static @Nullable String own(List<String> groups, String controller) {
    for (String line : groups) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && Arrays.asList(fields[1].split(",", -1)).contains(controller)) {
        return fields[2];
      }
    }
    return null;
  }

  private static @Nullable Path place(
      List<String> mounts, String type, String option, @Nullable String own) {
    for (String line : mounts) {
      String[] halves = line.split(" - ", 2);
      String[] fields = halves[0].split(" ", -1);
      if (own != null && halves.length == 2 && isMount(halves[1].split(" "), type, option)) {
        String root = fields[ROOT_FIELD];
        boolean below = root.equals("/") || (own + "/").startsWith(root + "/");
        String rest = root.equals("/") ? own : own.substring(Math.min(root.length(), own.length()));
        Path group = Path.of(fields[MOUNT_FIELD], below ? rest : "/");
        return Files.isWritable(group) ? group : null;
      }
    }
    return null;
  }

  private static boolean isMount(String[] fields, String type, String option) {
    return fields[0].equals(type)
        && (option.isEmpty()
            || Arrays.asList(fields[fields.length - 1].split(",")).contains(option));
  }
}
