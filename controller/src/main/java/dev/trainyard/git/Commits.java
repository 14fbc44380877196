package dev.trainyard.git;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// What the commits of a repository hold. Costs follow what is asked, not the size of the
/// repository.
public final class Commits {
  private static final int MOST_SUBJECT = 200;

  private final RepositoryAccess repository;
  private final TagSignatures tags;

  /// Where nobody asks whether tags are signed.
  Commits(RepositoryAccess repository) {
    this(repository, new TagSignatures(SignatureSettings.OFF));
  }

  Commits(RepositoryAccess repository, TagSignatures tags) {
    this.repository = repository;
    this.tags = tags;
  }

  /// Whether tags of packages are signed.
  public TagSignatures tags() {
    return tags;
  }

  /// Whether the commit is known here.
  public boolean has(CommitId commit) throws IOException {
    return repository.read(git -> has(git, commit));
  }

  private static boolean has(Repository git, CommitId commit) throws IOException {
    return git.getObjectDatabase().has(id(commit));
  }

  /// When a commit says that it was made; whoever made it can say anything.
  public Instant time(CommitId commit) throws IOException {
    return repository.read(
        git -> {
          try (RevWalk walk = new RevWalk(git)) {
            return commit(git, walk, commit).getCommitterIdent().getWhenAsInstant();
          }
        });
  }

  /// The first line of what its author says of a commit, shortened.
  public String subject(CommitId commit) throws IOException {
    return repository.read(
        git -> {
          try (RevWalk walk = new RevWalk(git)) {
            RevCommit found = commit(git, walk, commit);
            walk.parseBody(found);
            String subject = found.getShortMessage();
            return subject.substring(0, Math.min(MOST_SUBJECT, subject.length()));
          }
        });
  }

  /// The YAML files of a commit, in the order of their paths; those that are links say so.
  public List<TreeFile> files(CommitId commit) throws IOException {
    return repository.read(
        git -> {
          try (RevWalk commits = new RevWalk(git);
              TreeWalk walk = new TreeWalk(git)) {
            walk.addTree(commit(git, commits, commit).getTree());
            List<TreeFile> files = new ArrayList<>();
            FileWalk each = new FileWalk(walk);
            while (each.next()) {
              if (TreeEntries.isYaml(walk) && TreeEntries.isFile(walk, 0)) {
                files.add(TreeEntries.file(walk, 0));
              }
            }
            return files;
          }
        });
  }

  /// The file or link of this path, if the commit has one.
  public Optional<TreeFile> file(CommitId commit, String path) throws IOException {
    return repository.read(
        git -> {
          try (RevWalk commits = new RevWalk(git);
              TreeWalk walk = TreeWalk.forPath(git, path, commit(git, commits, commit).getTree())) {
            return walk != null && TreeEntries.isFile(walk, 0)
                ? Optional.of(TreeEntries.file(walk, 0))
                : Optional.empty();
          }
        });
  }

  /// The YAML files in which two commits differ; equal folders are not looked into.
  public List<TreeChange> changes(CommitId before, CommitId after) throws IOException {
    return repository.read(
        git -> {
          try (RevWalk commits = new RevWalk(git);
              TreeWalk walk = new TreeWalk(git)) {
            walk.addTree(commit(git, commits, before).getTree());
            walk.addTree(commit(git, commits, after).getTree());
            walk.setFilter(TreeFilter.ANY_DIFF);
            List<TreeChange> changes = new ArrayList<>();
            FileWalk each = new FileWalk(walk);
            while (each.next()) {
              change(walk).ifPresent(changes::add);
            }
            return changes;
          }
        });
  }

  private static Optional<TreeChange> change(TreeWalk walk) {
    if (!TreeEntries.isYaml(walk)) {
      return Optional.empty();
    }
    if (TreeEntries.isFile(walk, 1)) {
      return Optional.of(new TreeChange.Changed(TreeEntries.file(walk, 1)));
    }
    return TreeEntries.isFile(walk, 0)
        ? Optional.of(new TreeChange.Removed(walk.getPathString()))
        : Optional.empty();
  }

  /// The content of a file, whose size is looked at first.
  public byte[] blob(String id, ByteSize limit) throws IOException, TooLargeException {
    ObjectId blob = ObjectId.fromString(id);
    long size = repository.read(git -> size(git, blob));
    if (size > limit.bytes()) {
      throw new TooLargeException(new ByteSize(size), limit);
    }
    return repository.read(
        git -> {
          ObjectLoader loader = git.open(blob, Constants.OBJ_BLOB);
          return loader.getBytes((int) Math.min(limit.bytes(), Integer.MAX_VALUE));
        });
  }

  private static long size(Repository git, ObjectId blob) throws IOException {
    try (ObjectReader reader = git.newObjectReader()) {
      return reader.getObjectSize(blob, Constants.OBJ_BLOB);
    }
  }

  /// The newest version of a file, before that of `from`, along the first parents. Ask again with
  /// the commit of the answer for the one before. Empty where the file did not exist.
  public Optional<FileVersion> earlier(String path, CommitId from) throws IOException {
    return repository.read(git -> new PathHistory(git, path).before(from));
  }

  /// Whether the history of `later` contains `earlier`: if not, history was rewritten.
  public boolean isDescendant(CommitId earlier, CommitId later) throws IOException {
    return repository.read(
        git -> {
          if (!has(git, earlier)) {
            return false;
          }
          try (RevWalk walk = new RevWalk(git)) {
            RevCommit base = walk.parseCommit(id(earlier));
            return walk.isMergedInto(base, commit(git, walk, later));
          }
        });
  }

  /// The versions of a package, newest first: one for each tag that matches, counts by its
  /// signature, and has the folder; or `head` if it has no tags.
  public List<PackageVersion> packageVersions(String name, PackageSpec.Source source, CommitId main)
      throws IOException {
    return repository.read(git -> new PackageVersions(git, name, source, tags).at(main));
  }

  /// Writes a Git tree to a folder that does not exist yet: read-only, and all at once.
  ///
  /// @param scratch a folder on the same file system, for what is half-made
  /// @throws GoneTreeException if the repository has no such tree, or not any more
  /// @throws UnsafeTreeException if the tree holds something that must not be written to disk
  public void export(String tree, Path target, Path scratch)
      throws IOException, UnsafeTreeException {
    ObjectId id = ObjectId.fromString(tree);
    if (!repository.read(git -> git.getObjectDatabase().has(id))) {
      throw new GoneTreeException("the repository has no tree " + tree + " any more");
    }
    Optional<UnsafeTreeException> unsafe =
        repository.read(
            git -> {
              try {
                new TreeExport(git, target, scratch).write(id);
                return Optional.empty();
              } catch (UnsafeTreeException e) {
                return Optional.of(e);
              }
            });
    if (unsafe.isPresent()) {
      throw unsafe.get();
    }
  }

  /// A commit that someone names: that it is unknown is no damage, unless all refs are in a bad
  /// way.
  static RevCommit commit(Repository git, RevWalk walk, CommitId id) throws IOException {
    if (!has(git, id)) {
      MirrorHealth.check(git);
      throw new IllegalArgumentException(
          "commit " + id.abbreviated() + " is not in this repository");
    }
    return walk.parseCommit(id(id));
  }

  static ObjectId id(CommitId commit) {
    return ObjectId.fromString(commit.hex());
  }
}
