package dev.trainyard.job;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Whose programs run confined, and what they may read besides the system's programs and what is
/// their own. An operator says so: no wagon and no pull request has a word in it.
///
/// @param readable folders that they may read
/// @param hidden files and folders that they must not see although they lie below something
///   readable
/// @param disk most that one of them may keep on the disk while it runs
/// @param tools folders in which the tool is looked for that confines them
public record Confinement(
    Who who, List<Path> readable, List<Path> hidden, ByteSize disk, List<Path> tools) {
  /// Confines what nobody has reviewed yet.
  public static final Confinement OF_PULLS =
      new Confinement(Who.PULLS, List.of(), List.of(), ByteSize.parse("16Gi"));

  /// System folders with programs, readable for all.
  private static final List<Path> PROGRAMS =
      Stream.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/cvmfs")
          .map(Path::of)
          .toList();

  /// @throws IllegalArgumentException if something is to be readable and hidden
  public Confinement {
    readable = List.copyOf(readable);
    hidden = List.copyOf(hidden);
    tools = List.copyOf(tools);
    for (Path folder : readable) {
      if (!folder.isAbsolute()) {
        throw new IllegalArgumentException("not an absolute folder: " + folder);
      }
      hidden.stream()
          .filter(folder::startsWith)
          .findFirst()
          .ifPresent(
              path -> {
                throw new IllegalArgumentException(
                    "%s must not be readable for confined wagons: it lies in %s"
                        .formatted(folder, path));
              });
    }
  }

  /// With the tool from the machine's own packages.
  public Confinement(Who who, List<Path> readable, List<Path> hidden, ByteSize disk) {
    this(who, readable, hidden, disk, Bubblewrap.FOLDERS);
  }

  /// Whose programs run confined.
  public enum Who {
    NOBODY("none"),
    PULLS("pulls"),
    ALL("all");

    private final String word;

    Who(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Whether the programs of an order with this purpose run confined.
  boolean covers(Purpose purpose) {
    return switch (who) {
      case ALL -> true;
      case NOBODY -> false;
      case PULLS ->
          switch (purpose) {
            case PULL_TEST -> true;
            case WAGON_TEST, TRAIN_TEST, TRAIN -> false;
          };
    };
  }

  /// All folders below which everything is readable, unless hidden.
  List<Path> open() {
    return Stream.concat(PROGRAMS.stream(), readable.stream()).toList();
  }

  static List<Path> programs() {
    return PROGRAMS;
  }

  /// What will be enforced on this machine, for the log of a controller.
  ///
  /// @throws NotConfinedException if programs are to be confined and cannot be
  public String announcement() throws NotConfinedException {
    return switch (who) {
      case NOBODY -> "Wagons of pull requests are not confined: they may do all that this user may";
      case PULLS -> "Wagons of pull requests run confined: " + means();
      case ALL -> "All wagons run confined: " + means();
    };
  }

  private String means() throws NotConfinedException {
    Path program = Bubblewrap.find(tools).program();
    String filter =
        SystemCalls.filter().isPresent() ? "system calls filtered" : "system calls not filtered";
    boolean counted = CgroupPlaces.find().pids() != null || !Posix.isRoot();
    return "by %s, %s, %s"
        .formatted(
            program,
            filter,
            counted
                ? "at most " + Cell.MOST_PROCESSES + " processes each"
                : "number of processes not limited: that needs the control group pids, or not"
                    + " root");
  }

  /// The same, hiding only what could be seen: what a controller says to its tasks.
  public Confinement withoutNeedlessHiding() {
    List<Path> seen =
        hidden.stream()
            .filter(path -> open().stream().anyMatch(folder -> real(path).startsWith(real(folder))))
            .toList();
    return new Confinement(who, readable, seen, disk, tools);
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path; // it is not there yet
    }
  }

  /// The same with something hidden besides.
  Confinement hiding(Path path) {
    List<Path> all = Stream.concat(hidden.stream(), Stream.of(path)).toList();
    return new Confinement(who, readable, all, disk, tools);
  }
}
