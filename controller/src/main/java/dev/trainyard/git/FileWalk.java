package dev.trainyard.git;

import java.io.IOException;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Goes through the files below some trees. A few kilobytes of folders that name each other can
/// mean more files than there are seconds: that ends it.
final class FileWalk {
  private static final int MOST_ENTRIES = 1_000_000;

  private final TreeWalk walk;
  private int entries;

  /// @param walk not recursive
  FileWalk(TreeWalk walk) {
    this.walk = walk;
  }

  /// Goes on to the next file, link or submodule, if there is one.
  boolean next() throws IOException {
    while (walk.next()) {
      if (++entries > MOST_ENTRIES) {
        throw new IOException(
            "a commit has more than %,d files and folders; take some out".formatted(MOST_ENTRIES));
      }
      if (!walk.isSubtree()) {
        return true;
      }
      walk.enterSubtree();
    }
    return false;
  }
}
