package dev.trainyard.job;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the plain files that a pattern names: `*` and `?` stand for characters of one name, never
/// for a slash, and not for the dot of hidden files at its start.
///
/// What it cannot look at is an error, never left out: the rest would pass for the whole dataset.
final class FilePattern {
  private FilePattern() {}

  /// Something that matches so far, symbolic links followed.
  private record Match(Path path, BasicFileAttributes is) {}

  /// The files, in the order of their names.
  ///
  /// @param pattern an absolute path with wildcards
  /// @throws ListingFailure if a symbolic link that matches leads to nothing
  /// @throws IOException if something that matches cannot be looked at
  static List<Path> find(Path pattern) throws IOException, ListingFailure {
    List<Match> found = look(pattern.getFileSystem().getPath("/")).stream().toList();
    for (Path name : pattern) {
      List<Match> next = new ArrayList<>();
      for (Match folder : found) {
        if (folder.is().isDirectory()) {
          next.addAll(step(folder.path(), name.toString()));
        }
      }
      found = next;
    }
    return found.stream().filter(m -> m.is().isRegularFile()).map(Match::path).sorted().toList();
  }

  private static List<Match> step(Path folder, String name) throws IOException, ListingFailure {
    List<Match> children = new ArrayList<>();
    List<Path> paths = isWild(name) ? matching(folder, name) : List.of(folder.resolve(name));
    for (Path path : paths) {
      look(path).ifPresent(children::add);
    }
    return children;
  }

  /// What is there; nothing if nothing is.
  private static Optional<Match> look(Path path) throws IOException, ListingFailure {
    try {
      return Optional.of(new Match(path, Files.readAttributes(path, BasicFileAttributes.class)));
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(path)) {
        throw new ListingFailure("BrokenLink", path + " is a symbolic link to what is not there");
      }
      return Optional.empty();
    }
  }

  private static List<Path> matching(Path folder, String name) throws IOException {
    Pattern pattern = regex(name);
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, entry -> matches(pattern, name, entry.getFileName().toString()))) {
      List<Path> children = new ArrayList<>();
      entries.forEach(children::add);
      return children;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /// Whether one name is meant by a name with wildcards.
  static boolean matches(Pattern pattern, String wild, String name) {
    return pattern.matcher(name).matches() && (!name.startsWith(".") || wild.startsWith("."));
  }

  static boolean isWild(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
  }

  static Pattern regex(String name) {
    StringBuilder regex = new StringBuilder();
    name.codePoints()
        .mapToObj(Character::toString)
        .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
        .forEach(regex::append);
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
