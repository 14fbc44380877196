package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.jspecify.annotations.Nullable;

/// The branch that tells what became of the yard. Its files are read as they were last seen on the
/// remote; a commit counts only once the remote has it.
public final class StatusBranch {
  /// From this number of files on, one pack is faster than loose objects.
  private static final int MANY = 16;

  private final Upstream upstream;
  private final RepositorySettings settings;
  private final Backoff backoff;
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong lostRaces = new AtomicLong();

  StatusBranch(Upstream upstream, RepositorySettings settings, Backoff backoff) {
    this.upstream = upstream;
    this.settings = settings;
    this.backoff = backoff;
  }

  /// The text of a file, if it is there.
  public Optional<String> read(String path) throws IOException {
    return upstream.mirror().read(git -> read(git, path));
  }

  /// The commit of the branch on the remote that was seen last; empty if there was no branch.
  public Optional<CommitId> seen() throws IOException {
    return upstream.mirror().read(Ground::of).seenId();
  }

  /// Asks where the branch is on the remote, and brings it here.
  public void refresh() throws IOException, RemoteException {
    upstream.fetchStatus();
  }

  /// How many commits of ours the remote took.
  long commits() {
    return commits.get();
  }

  /// How often others were faster.
  long lostRaces() {
    return lostRaces.get();
  }

  private static Optional<String> read(Repository git, String path) throws IOException {
    return read(git, Ground.of(git), path);
  }

  private static Optional<String> read(Repository git, Ground ground, String path)
      throws IOException {
    if (ground.tree() == null) {
      return Optional.empty();
    }
    try (TreeWalk walk = TreeWalk.forPath(git, path, ground.tree())) {
      if (walk == null || !TreeEntries.isFile(walk, 0)) {
        return Optional.empty();
      }
      byte[] bytes = git.open(walk.getObjectId(0)).getCachedBytes();
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /// The paths of all files in a folder and below it; of all files for the empty one.
  public List<String> list(String folder) throws IOException {
    return upstream.mirror().read(git -> list(git, folder));
  }

  private static List<String> list(Repository git, String folder) throws IOException {
    Ground ground = Ground.of(git);
    List<String> paths = new ArrayList<>();
    if (ground.tree() != null) {
      try (TreeWalk walk = new TreeWalk(git)) {
        walk.addTree(ground.tree());
        walk.setRecursive(true);
        if (!folder.isEmpty()) {
          walk.setFilter(PathFilter.create(folder));
        }
        while (walk.next()) {
          paths.add(walk.getPathString());
        }
      }
    }
    return paths;
  }

  /// Makes one commit of the changes and pushes it, if the branch is still where we saw it. If it
  /// is not: fetches, applies the same changes to what others made of it, and pushes again.
  ///
  /// @param when the time of the commit
  /// @throws LostRaceException if others were faster again and again
  /// @throws FencedOffException if the branch, as seen on the remote, is no longer ours to write
  public StatusCommit commit(
      List<StatusChange> changes, StatusMessage message, Instant when, Fence fence)
      throws IOException, RemoteException, LostRaceException, FencedOffException {
    for (int lost = 0; lost < Backoff.ATTEMPTS; lost++) {
      Ground ground = upstream.mirror().read(Ground::of);
      check(fence, ground);
      Optional<ObjectId> commit =
          upstream.mirror().read(git -> insert(git, ground, changes, message.text(), when));
      if (commit.isEmpty()) {
        return new StatusCommit.Unchanged(ground.seenId());
      }
      if (push(ground, commit.get())) {
        commits.incrementAndGet();
        upstream.sawStatus(commit.get());
        return ground.outcome(new CommitId(commit.get().name()), lost);
      }
      backoff.pause(lost);
      upstream.fetchStatus();
      if (isSeen(commit.get())) {
        commits.incrementAndGet();
        return ground.outcome(new CommitId(commit.get().name()), lost);
      }
      lostRaces.incrementAndGet();
    }
    throw new LostRaceException(settings.statusBranch(), Backoff.ATTEMPTS);
  }

  /// What the branch held before it was deleted on the remote does not count.
  private void check(Fence fence, Ground ground) throws IOException, FencedOffException {
    Optional<String> text =
        ground.seen() == null || fence.file().isEmpty()
            ? Optional.empty()
            : upstream.mirror().read(git -> read(git, ground, fence.file()));
    if (!fence.open().test(text)) {
      throw new FencedOffException(settings.statusBranch());
    }
  }

  /// Whether the remote has the commit. When the connection broke, the remote itself is asked.
  private boolean push(Ground ground, ObjectId commit) throws IOException, RemoteException {
    ObjectId expected = ground.seen() == null ? ObjectId.zeroId() : ground.seen();
    try {
      return switch (upstream.pushStatus(expected, commit)) {
        case ACCEPTED -> true;
        case LOST -> false;
      };
    } catch (RemoteException e) {
      if (e.retryable() && upstream.askStatus().filter(commit::equals).isPresent()) {
        return true;
      }
      throw e;
    }
  }

  /// Whether a push that seemed lost was ours: some HTTP layers send a request twice.
  private boolean isSeen(ObjectId commit) throws IOException {
    return upstream
        .mirror()
        .read(Ground::of)
        .seenId()
        .filter(id -> id.hex().equals(commit.name()))
        .isPresent();
  }

  /// The commit with these changes, empty if it would change nothing.
  private Optional<ObjectId> insert(
      Repository git, Ground ground, List<StatusChange> changes, String message, Instant when)
      throws IOException {
    try (ObjectReader reader = git.newObjectReader();
        ObjectInserter inserter = inserter(git, changes.size())) {
      ObjectId tree = new TreeEditor(reader, inserter).apply(ground.tree(), changes);
      if (ground.isSatisfiedBy(tree)) {
        return Optional.empty();
      }
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree);
      if (ground.seen() != null) {
        commit.setParentId(ground.seen());
      }
      commit.setAuthor(author(when));
      commit.setCommitter(author(when));
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return Optional.of(id);
    }
  }

  private static ObjectInserter inserter(Repository git, int changes) {
    return changes >= MANY && git.getObjectDatabase() instanceof ObjectDirectory directory
        ? directory.newPackInserter()
        : git.newObjectInserter();
  }

  private PersonIdent author(Instant when) {
    RepositorySettings.Author author = settings.author();
    return new PersonIdent(author.name(), author.email(), when, ZoneOffset.UTC);
  }

  /// What a commit builds on.
  ///
  /// @param seen the branch on the remote as last seen; null if there is none
  /// @param tree what the branch holds, or held before it was deleted on the remote
  private record Ground(@Nullable ObjectId seen, @Nullable RevTree tree) {
    static Ground of(Repository git) throws IOException {
      Ref seen = git.exactRef(BranchNames.SEEN_STATUS);
      Ref kept = git.exactRef(BranchNames.KEPT_STATUS);
      Ref ref = seen == null ? kept : seen;
      if (ref == null) {
        return new Ground(null, null);
      }
      try (RevWalk walk = new RevWalk(git)) {
        RevCommit commit = walk.parseCommit(ref.getObjectId());
        return new Ground(seen == null ? null : seen.getObjectId(), commit.getTree());
      }
    }

    Optional<CommitId> seenId() {
      return Optional.ofNullable(seen).map(id -> new CommitId(id.name()));
    }

    /// Whether a commit with this tree would say nothing new.
    boolean isSatisfiedBy(ObjectId edited) {
      boolean nothing = tree == null && edited.equals(Constants.EMPTY_TREE_ID);
      return nothing || (seen != null && edited.equals(tree));
    }

    StatusCommit outcome(CommitId commit, int lost) {
      if (seen != null) {
        return new StatusCommit.Appended(commit, lost);
      }
      return tree == null ? new StatusCommit.Created(commit) : new StatusCommit.Recreated(commit);
    }
  }
}
