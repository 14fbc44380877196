package dev.trainyard.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

/// Lock files and half-written objects of a process that was killed.
final class LeftBehind {
  private static final Pattern NAMES =
      Pattern.compile(
          ".+\\.lock|gc\\.pid|noz.*|incoming_.*|insert_.*|gc_.*_tmp|commit_.*|\\.probe-.*");

  /// What may be called so where branches and tags lie: no ref ends like this.
  private static final Pattern AMONG_REFS = Pattern.compile(".+\\.lock");

  private LeftBehind() {}

  /// Only while the folder's lock is held: nobody else can be using them.
  static void remove(Path git) throws IOException {
    if (!Files.isDirectory(git)) {
      return;
    }
    Path refs = git.resolve("refs");
    Files.walkFileTree(
        git,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Pattern names = file.startsWith(refs) ? AMONG_REFS : NAMES;
            if (names.matcher(file.getFileName().toString()).matches()) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
