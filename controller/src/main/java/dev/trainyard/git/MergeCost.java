package dev.trainyard.git;

import dev.trainyard.model.ByteSize;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// What a merge would cost, found out before anything is merged or held in memory.
final class MergeCost {
  private static final int BASE = 0;
  private static final int OURS = 1;
  private static final int THEIRS = 2;

  private final Repository git;
  private final MergeLimits limits;
  private final TreeSet<String> both = new TreeSet<>();
  private int entries;

  MergeCost(Repository git, MergeLimits limits) {
    this.git = git;
    this.limits = limits;
  }

  /// Why this merge is not tried, if so.
  Optional<MergeResult> objection(RevTree base, RevTree ours, RevTree theirs) throws IOException {
    try (ObjectReader reader = git.newObjectReader();
        TreeWalk walk = new TreeWalk(git, reader)) {
      walk.addTree(base);
      walk.addTree(ours);
      walk.addTree(theirs);
      walk.setFilter(new ChangedByThem());
      while (walk.next()) {
        Optional<String> why = objection(reader, walk);
        if (why.isPresent()) {
          return Optional.of(new MergeResult.TooLarge(why.get()));
        }
        if (walk.isSubtree()) {
          walk.enterSubtree();
        }
      }
      return both.isEmpty()
          ? Optional.empty()
          : Optional.of(new MergeResult.Conflict(both.stream().toList()));
    }
  }

  private Optional<String> objection(ObjectReader reader, TreeWalk walk) throws IOException {
    if (++entries > limits.files()) {
      return Optional.of(
          "it changes more than %,d files and folders; bring them in several pull requests"
              .formatted(limits.files()));
    }
    if (walk.getPathLength() > limits.path()) {
      return Optional.of("it has a path of more than %,d bytes".formatted(limits.path()));
    }
    if (walk.getDepth() > limits.depth()) {
      return Optional.of("it has more than %d folders within each other".formatted(limits.depth()));
    }
    long size = size(reader, walk, THEIRS);
    long most = Math.max(size, size(reader, walk, OURS));
    if (most > limits.merged().bytes() && isChangedByBoth(walk)) {
      both.add(walk.getPathString());
    }
    return size <= limits.file().bytes()
        ? Optional.empty()
        : Optional.of(
            "%s has %s, and a file may have %s; leave it out"
                .formatted(
                    walk.getPathString(),
                    new ByteSize(size).forPeople(),
                    limits.file().forPeople()));
  }

  /// Zero for what is no file there.
  private static long size(ObjectReader reader, TreeWalk walk, int tree) throws IOException {
    return TreeEntries.isFile(walk, tree)
        ? reader.getObjectSize(walk.getObjectId(tree), Constants.OBJ_BLOB)
        : 0;
  }

  private static boolean isChangedByBoth(TreeWalk walk) {
    return differ(walk, BASE, OURS) && differ(walk, OURS, THEIRS);
  }

  private static boolean differ(TreeWalk walk, int one, int other) {
    return walk.getRawMode(one) != walk.getRawMode(other) || !walk.idEqual(one, other);
  }

  /// What is not as it was in the base.
  private static final class ChangedByThem extends TreeFilter {
    @Override
    public boolean include(TreeWalk walk) {
      return differ(walk, BASE, THEIRS);
    }

    @Override
    public boolean shouldBeRecursive() {
      return false;
    }

    @Override
    public TreeFilter clone() {
      return this;
    }
  }
}
