package dev.trainyard.git;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.treewalk.TreeWalk;

/// The entry that a walk stands on, in our words.
final class TreeEntries {
  private TreeEntries() {}

  /// A file or link, not a folder, a submodule or nothing.
  static boolean isFile(TreeWalk walk, int tree) {
    return walk.getFileMode(tree).getObjectType() == Constants.OBJ_BLOB;
  }

  static boolean isYaml(TreeWalk walk) {
    String path = walk.getPathString();
    return path.endsWith(".yaml") || path.endsWith(".yml");
  }

  static TreeFile file(TreeWalk walk, int tree) {
    String blob = walk.getObjectId(tree).name();
    return new TreeFile(walk.getPathString(), blob, mode(walk.getFileMode(tree)));
  }

  private static TreeFile.Mode mode(FileMode mode) {
    if (mode.equals(FileMode.SYMLINK)) {
      return TreeFile.Mode.SYMLINK;
    }
    return mode.equals(FileMode.EXECUTABLE_FILE) ? TreeFile.Mode.EXECUTABLE : TreeFile.Mode.REGULAR;
  }
}
