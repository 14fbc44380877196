package dev.trainyard.cli;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The application's folder: launcher, libraries, start-up caches and Java.
///
/// @param home where it lies
record Installation(Path home) {
  private static final Path IDENTITY = Path.of("lib", "identity");

  /// What a file is called until all of it is there.
  private static final String PARTIAL = ".partial";

  /// What only people at a keyboard need.
  private static final Set<Path> FOR_PEOPLE =
      Set.of(Path.of("share"), Path.of("lib", "validate.aot"), Path.of("runtime", "legal"));

  /// How much of it is copied.
  enum Extent {
    WHOLE,
    /// What `trainyard job` and `trainyard merge` need.
    FOR_JOBS
  }

  /// What came of a copy.
  ///
  /// @param bytes size of all files
  record Copied(int files, long bytes) {}

  /// The one that this process was started from.
  ///
  /// @throws UsageException if it was started otherwise
  static Installation running() throws UsageException {
    return new Installation(
        Launcher.home()
            .orElseThrow(
                () ->
                    new UsageException(
                        "only a packaged Trainyard can be copied; start bin/trainyard of one")));
  }

  /// Copies it with the times of its files, by which the start-up cache knows its libraries. The
  /// same again completes what was interrupted.
  ///
  /// @throws UsageException if something else is in the folder
  Copied copyTo(Path target, Extent extent) throws IOException, UsageException {
    requireRoom(target);
    // First, so that a copy that was interrupted is known by it.
    copy(home.resolve(IDENTITY), target.resolve(IDENTITY));
    List<Path> files = files(extent);
    long bytes = 0;
    for (Path file : files) {
      copy(home.resolve(file), target.resolve(file));
      bytes += Files.size(home.resolve(file));
    }
    return new Copied(files.size(), bytes);
  }

  private void requireRoom(Path target) throws IOException, UsageException {
    if (target.toAbsolutePath().normalize().startsWith(home)) {
      throw new UsageException(target + " is in Trainyard's own folder; name another one");
    }
    Path identity = target.resolve(IDENTITY);
    if (Files.exists(identity)) {
      if (Files.mismatch(identity, home.resolve(IDENTITY)) >= 0) {
        throw new UsageException(
            "another build of Trainyard is in %s; remove it first, or name another folder"
                .formatted(target));
      }
    } else if (Files.exists(target) && !isEmpty(target)) {
      throw new UsageException(target + " is not empty; name a folder of its own");
    }
  }

  /// A volume's own folder does not count, and neither does one that was just begun.
  private static boolean isEmpty(Path target) throws IOException {
    try (Stream<Path> entries = Files.list(target)) {
      return entries.allMatch(it -> Set.of("lost+found", "lib").contains(it.getFileName() + ""))
          && !Files.exists(target.resolve("lib/trainyard.jar"));
    }
  }

  private List<Path> files(Extent extent) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .filter(Files::isRegularFile)
          .map(home::relativize)
          .filter(file -> extent == Extent.WHOLE || FOR_PEOPLE.stream().noneMatch(file::startsWith))
          .sorted()
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (isCopied(from, to)) {
      return;
    }
    Files.createDirectories(to.toAbsolutePath().getParent());
    Path partial = to.resolveSibling(to.getFileName() + PARTIAL);
    Files.copy(from, partial, COPY_ATTRIBUTES, REPLACE_EXISTING);
    Files.move(partial, to, ATOMIC_MOVE);
  }

  private static boolean isCopied(Path from, Path to) throws IOException {
    return Files.exists(to)
        && Files.size(to) == Files.size(from)
        && Files.getLastModifiedTime(to).equals(Files.getLastModifiedTime(from));
  }
}
