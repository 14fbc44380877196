package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/// The versions of one file along the first parents of a commit.
final class PathHistory {
  /// How far back to look: a bound on the cost of a file that was never valid.
  private static final int MOST_COMMITS = 10_000;

  private final Repository repository;
  private final String path;

  PathHistory(Repository repository, String path) {
    this.repository = repository;
    this.path = path;
  }

  Optional<FileVersion> before(CommitId from) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = Commits.commit(repository, walk, from);
      Optional<TreeFile> newest = file(commit);
      if (newest.isEmpty()) {
        return Optional.empty();
      }
      for (int i = 0; i < MOST_COMMITS && commit.getParentCount() > 0; i++) {
        commit = walk.parseCommit(commit.getParent(0));
        Optional<TreeFile> file = file(commit);
        if (!file.equals(newest)) {
          CommitId found = new CommitId(commit.name());
          return file.map(version -> new FileVersion(found, version));
        }
      }
      return Optional.empty();
    }
  }

  private Optional<TreeFile> file(RevCommit commit) throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
      return walk != null && TreeEntries.isFile(walk, 0)
          ? Optional.of(TreeEntries.file(walk, 0))
          : Optional.empty();
    }
  }
}
