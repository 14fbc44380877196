package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.errors.NoMergeBaseException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.RecursiveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/// Merges two commits without a working copy, if that costs little enough.
final class TreeMerge {
  private static final PersonIdent NOBODY =
      new PersonIdent("Trainyard", "trainyard@localhost", Instant.EPOCH, ZoneOffset.UTC);

  private final Repository git;
  private final MergeLimits limits;

  TreeMerge(Repository git, MergeLimits limits) {
    this.git = git;
    this.limits = limits;
  }

  MergeResult merge(CommitId base, CommitId head) throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      RevCommit ours = Commits.commit(git, walk, base);
      RevCommit theirs = Commits.commit(git, walk, head);
      if (walk.isMergedInto(theirs, ours)) {
        return new MergeResult.Contained();
      }
      List<RevCommit> common = common(ours.getId(), theirs.getId());
      if (common.isEmpty()) {
        return new MergeResult.Unrelated();
      }
      if (common.size() > limits.bases()) {
        return new MergeResult.TooLarge(
            "it and main were merged into each other too often; rebase it onto main");
      }
      Optional<MergeResult> objection =
          new MergeCost(git, limits)
              .objection(common.getFirst().getTree(), ours.getTree(), theirs.getTree());
      return objection.isPresent() ? objection.get() : merge(ours, theirs);
    }
  }

  /// The commits from which both come, as far as they are looked at.
  private List<RevCommit> common(ObjectId ours, ObjectId theirs) throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(List.of(walk.parseCommit(ours), walk.parseCommit(theirs)));
      List<RevCommit> common = new ArrayList<>();
      for (RevCommit at = walk.next();
          at != null && common.size() <= limits.bases();
          at = walk.next()) {
        common.add(at);
      }
      return common;
    }
  }

  private MergeResult merge(RevCommit ours, RevCommit theirs) throws IOException {
    RecursiveMerger merger = (RecursiveMerger) MergeStrategy.RECURSIVE.newMerger(git, true);
    try (ObjectInserter inserter = git.newObjectInserter()) {
      merger.setObjectInserter(inserter);
      if (!merger.merge(ours, theirs)) {
        return new MergeResult.Conflict(conflicts(merger));
      }
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(merger.getResultTreeId());
      commit.setParentIds(ours, theirs);
      commit.setAuthor(NOBODY);
      commit.setCommitter(NOBODY);
      commit.setMessage("Merge " + theirs.name() + "\n");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return new MergeResult.Merged(new CommitId(id.name()));
    } catch (NoMergeBaseException e) {
      throw new IOException("they have too many common commits to be merged: " + e.getReason(), e);
    }
  }

  private static List<String> conflicts(RecursiveMerger merger) {
    TreeSet<String> paths = new TreeSet<>(merger.getUnmergedPaths());
    Map<String, ?> failing = merger.getFailingPaths();
    if (failing != null) {
      paths.addAll(failing.keySet());
    }
    return List.copyOf(paths);
  }
}
