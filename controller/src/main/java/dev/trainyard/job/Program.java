package dev.trainyard.job;

import dev.trainyard.model.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of a user's program.
///
/// @param owner a name unique among all programs of the machine, by which its processes are found
/// @param words the program and its arguments, placeholders filled
/// @param environment all of it
/// @param folder where it starts
/// @param log where standard error and, unless `output` is given, standard output go
/// @param input where standard input comes from, or null for nothing
/// @param output where standard output goes, or null for the log
/// @param sight what it sees of its job if it runs confined
record Program(
    String owner,
    List<String> words,
    Map<String, String> environment,
    Path folder,
    Path log,
    @Nullable Tap input,
    @Nullable Path output,
    Limits limits,
    Sight sight) {
  Program {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /// Where it may keep anything on the disk if it runs confined.
  List<Path> places() {
    List<Path> places = new ArrayList<>(sight.writable());
    places.add(sight.hall());
    if (output != null) {
      places.add(output);
    }
    return places;
  }

  /// What it may use; over any of it, it is ended.
  record Limits(ByteSize memory, Duration time, ByteSize log) {
    /// The same with so many times the time.
    Limits slowedBy(double factor) {
      return new Limits(memory, Duration.ofMillis(Math.round(time.toMillis() * factor)), log);
    }
  }

  /// Joins the control groups, then becomes the program, or the tool that confines it. The kernel's
  /// choice falls on the program first when the machine runs out of memory, and it leaves no core
  /// files. The tool's files have descriptors 4 to 6; the program's input has 3 meanwhile, so that
  /// nobody but the program holds it open.
  private static final String ENTRY =
      """
      echo 500 >/proc/self/oom_score_adj
      ulimit -c 0
      [ -z "$1" ] || exec >"$1"
      [ -z "$2" ] || exec 3<&0 </dev/null 4<"$2" 5<"$3" 6>"$4"
      shift 4
      while [ "$1" != -- ]; do echo 0 >"$1"; shift; done
      shift
      unset PWD OLDPWD SHLVL
      exec "$@"
      """;

  /// What a confined program does first: limits that hold in its own namespace only, and its input.
  private static final String CONFINED_ENTRY =
      """
      ulimit -u %1$d 2>/dev/null || ulimit -p %1$d 2>/dev/null
      exec <&3 3<&- 4<&- 5<&- 6<&-
      unset PWD OLDPWD SHLVL
      exec "$@"
      """
          .formatted(Cell.MOST_PROCESSES);

  /// The name under which the shell complains if the program cannot be started after all.
  static final String ENTRY_NAME = "trainyard-start";

  /// The words that start it inside these control groups.
  List<String> entry(Path executable, List<Path> doors) {
    return entry(List.of("", "", ""), doors, command(executable));
  }

  /// The words that start it confined.
  List<String> entry(Path executable, List<Path> doors, Cell cell, Cell.Walls walls) {
    List<String> inside = new ArrayList<>(List.of("/bin/sh", "-c", CONFINED_ENTRY, ENTRY_NAME));
    inside.addAll(command(executable));
    return entry(walls.files(), doors, cell.door(walls, inside));
  }

  private List<String> entry(List<String> files, List<Path> doors, List<String> command) {
    List<String> result = new ArrayList<>(List.of("/bin/sh", "-c", ENTRY, ENTRY_NAME));
    result.add(output == null ? "" : output.toString());
    result.addAll(files);
    doors.forEach(door -> result.add(door.toString()));
    result.add("--");
    result.addAll(command);
    return result;
  }

  private List<String> command(Path executable) {
    List<String> command = new ArrayList<>(words);
    command.set(0, executable.toString());
    return command;
  }

  /// The file that its first word names, looked up as a shell would.
  Optional<Path> executable() {
    String name = words.getFirst();
    if (name.contains("/")) {
      return Optional.of(folder.resolve(name)).filter(Program::isProgram);
    }
    for (String part : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(part, name);
      if (candidate.isAbsolute() && isProgram(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /// Why there is nothing to execute.
  String whyNoProgram() {
    String name = words.getFirst();
    if (name.contains("/") && Files.isRegularFile(folder.resolve(name))) {
      String file = folder.resolve(name).getFileName().toString();
      return "the program %s is not executable; in the folder of its package: chmod +x %s, and commit"
          .formatted(name, file);
    }
    return "there is no program " + name + " to be run";
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
