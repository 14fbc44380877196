package dev.trainyard.job;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the plain files that a pattern names: `*` and `?` stand for characters of one name, never
/// for a slash, and not for the dot of hidden files at its start.
final class FilePattern {
  private FilePattern() {}

  /// The files, in the order of their names.
  ///
  /// @param pattern an absolute path with wildcards
  static List<Path> find(Path pattern) throws IOException {
    List<Path> found = List.of(pattern.getFileSystem().getPath("/"));
    for (Path name : pattern) {
      List<Path> next = new ArrayList<>();
      for (Path folder : found) {
        next.addAll(step(folder, name.toString()));
      }
      found = next;
    }
    return found.stream().filter(Files::isRegularFile).sorted().toList();
  }

  private static List<Path> step(Path folder, String name) throws IOException {
    if (!isWild(name)) {
      Path child = folder.resolve(name);
      return Files.exists(child) ? List.of(child) : List.of();
    }
    Pattern matching = regex(name);
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, entry -> matches(matching, name, entry))) {
      List<Path> children = new ArrayList<>();
      entries.forEach(children::add);
      return children;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean matches(Pattern pattern, String wild, Path entry) {
    String name = entry.getFileName().toString();
    return pattern.matcher(name).matches() && (!name.startsWith(".") || wild.startsWith("."));
  }

  private static boolean isWild(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
  }

  private static Pattern regex(String name) {
    StringBuilder regex = new StringBuilder();
    name.codePoints()
        .mapToObj(Character::toString)
        .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
        .forEach(regex::append);
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
