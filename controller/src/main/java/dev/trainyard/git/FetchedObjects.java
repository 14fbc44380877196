package dev.trainyard.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// What a fetch must bring, and whether it did.
final class FetchedObjects {
  private final Repository repository;
  private final RevWalk walk;
  private final Set<ObjectId> seenTrees = new HashSet<>();
  private final Set<ObjectId> seenFiles = new HashSet<>();

  private FetchedObjects(Repository repository, RevWalk walk) {
    this.repository = repository;
    this.walk = walk;
  }

  static List<Ref> missing(Repository repository, Collection<Ref> refs) throws IOException {
    List<Ref> missing = new ArrayList<>();
    for (Ref ref : refs) {
      if (!repository.getObjectDatabase().has(ref.getObjectId())) {
        missing.add(ref);
      }
    }
    return missing;
  }

  /// Everything that the new refs reach and the old ones do not must be there. What a commit shares
  /// with its parent is not looked at: the parent was.
  static void check(Repository repository, List<Ref> refs) throws IOException, RejectedException {
    try (RevWalk walk = new RevWalk(repository)) {
      FetchedObjects objects = new FetchedObjects(repository, walk);
      for (Ref ref : refs) {
        objects.start(walk.parseAny(ref.getObjectId()));
      }
      for (Ref ref : repository.getRefDatabase().getRefs()) {
        if (ref.getObjectId() != null
            && !ref.isSymbolic()
            && walk.peel(walk.parseAny(ref.getObjectId())) instanceof RevCommit known) {
          walk.markUninteresting(known);
        }
      }
      objects.checkCommits();
    } catch (MissingObjectException e) {
      throw new RejectedException("it did not send all objects: " + e.getMessage());
    }
  }

  private void start(RevObject object) throws IOException {
    RevObject at = object;
    while (at instanceof RevTag tag) {
      at = walk.parseAny(tag.getObject());
    }
    switch (at) {
      case RevCommit commit -> walk.markStart(commit);
      case RevTree tree -> check(tree.getId(), List.of());
      default -> {} // a blob, which was parsed
    }
  }

  private void checkCommits() throws IOException {
    for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
      List<ObjectId> parents = new ArrayList<>();
      for (RevCommit parent : commit.getParents()) {
        parents.add(walk.parseCommit(parent).getTree().getId());
      }
      check(commit.getTree().getId(), parents);
    }
  }

  /// Whether a tree has all that it names and the trees of the parents do not.
  private void check(ObjectId top, List<ObjectId> parents) throws IOException {
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk trees = new TreeWalk(repository, reader)) {
      trees.addTree(top);
      for (ObjectId parent : parents) {
        trees.addTree(parent);
      }
      trees.setFilter(new DiffersFromAll());
      while (trees.next()) {
        check(reader, trees);
      }
    }
  }

  private void check(ObjectReader reader, TreeWalk at) throws IOException {
    int type = at.getFileMode(0).getObjectType();
    ObjectId id = at.getObjectId(0);
    if (type == Constants.OBJ_TREE) {
      // A tree that is named a thousand times is read once: else ten levels would take for ever.
      if (seenTrees.add(id)) {
        at.enterSubtree(); // reads it
      }
    } else if (type == Constants.OBJ_BLOB && seenFiles.add(id) && !reader.has(id, type)) {
      throw new MissingObjectException(id, type);
    }
  }

  /// Entries of the first tree that no other tree has at the same place.
  private static final class DiffersFromAll extends TreeFilter {
    @Override
    public boolean include(TreeWalk walk) {
      int mode = walk.getRawMode(0);
      boolean differs = mode != FileMode.TYPE_MISSING;
      for (int i = 1; differs && i < walk.getTreeCount(); i++) {
        differs = mode != walk.getRawMode(i) || !walk.idEqual(0, i);
      }
      return differs;
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
