package dev.trainyard.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// Deletes a folder with everything in it, whatever programs have left there: folders without
/// rights, and folders in folders so deep that no path reaches the innermost. Those are brought up
/// first. Symbolic links are not followed.
final class TreeRemoval {
  private static final int DEEPEST = 50;

  private final Path root;
  private final Deque<Path> raised = new ArrayDeque<>();
  private long number;

  private TreeRemoval(Path root) {
    this.root = root;
  }

  static void of(Path root) throws IOException {
    TreeRemoval removal = new TreeRemoval(root);
    removal.empty(root, 0);
    while (!removal.raised.isEmpty()) {
      Path folder = removal.raised.remove();
      removal.empty(folder, 1);
      Files.deleteIfExists(folder);
    }
    Files.deleteIfExists(root);
  }

  private void empty(Path folder, int depth) throws IOException {
    open(folder);
    for (Path child : children(folder)) {
      if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(child);
      } else if (depth < DEEPEST) {
        empty(child, depth + 1);
        Files.deleteIfExists(child);
      } else {
        raise(child);
      }
    }
  }

  private void raise(Path folder) throws IOException {
    open(folder);
    Path free = root.resolve("deep" + number++);
    while (Files.exists(free, LinkOption.NOFOLLOW_LINKS)) {
      free = root.resolve("deep" + number++);
    }
    raised.add(Files.move(folder, free));
  }

  private static void open(Path folder) {
    if (!Files.isWritable(folder) || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
      folder.toFile().setWritable(true);
      folder.toFile().setReadable(true);
      folder.toFile().setExecutable(true);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }
}
