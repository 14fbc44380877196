package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.BranchConfig;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.IndexDiff;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.FileTreeIterator;

/// A repository that a user works in, bare or not: only read, but for [#fetch].
public final class LocalRepository implements AutoCloseable {
  private final Repository repository;
  private final Commits commits;

  private LocalRepository(Repository repository) {
    this.repository = repository;
    this.commits = new Commits(this::read);
  }

  /// The repository that a folder belongs to, if any.
  public static Optional<LocalRepository> find(Path folder) throws IOException {
    JGitSetup.ensure();
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.findGitDir(folder.toAbsolutePath().toFile());
    if (builder.getGitDir() == null) {
      return Optional.empty();
    }
    return Optional.of(new LocalRepository(builder.build()));
  }

  /// Begins a repository in a folder that has none, with nothing committed.
  public static LocalRepository create(Path folder, String branch) throws IOException {
    JGitSetup.ensure();
    Repository repository = new FileRepositoryBuilder().setWorkTree(folder.toFile()).build();
    repository.create();
    repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + branch);
    return new LocalRepository(repository);
  }

  private <T> T read(RepositoryAccess.Reading<T> reading) throws IOException {
    try {
      return reading.from(repository);
    } catch (IOException e) {
      if (RepositoryAccess.isDamage(e)) {
        throw new UnreadableRepositoryException(repository.getDirectory().toString(), e);
      }
      throw e;
    }
  }

  Repository repository() {
    return repository;
  }

  public Commits commits() {
    return commits;
  }

  /// The commit that a revision such as `origin/main`, `HEAD~2` or a tag stands for.
  public CommitId resolve(String revision) throws IOException, UnknownRevisionException {
    try {
      ObjectId id = repository.resolve(revision + "^{commit}");
      if (id != null) {
        return new CommitId(id.name());
      }
    } catch (MissingObjectException e) {
      throw new IOException(
          "the commit %s is not in this clone; git fetch, in a shallow clone with --unshallow"
              .formatted(revision),
          e);
    } catch (RevisionSyntaxException | AmbiguousObjectException | IncorrectObjectTypeException _) {
      // Not a commit, as below.
    }
    throw new UnknownRevisionException(revision);
  }

  /// Whether a commit is in this clone.
  public boolean holds(CommitId commit) throws IOException {
    return repository.getObjectDatabase().has(ObjectId.fromString(commit.hex()));
  }

  /// The remote that this clone follows: that of the branch checked out, else `origin`, else the
  /// only one.
  public Optional<CloneRemote> remote() throws IOException {
    return remoteName()
        .map(
            name -> {
              String url = repository.getConfig().getString("remote", name, "url");
              return new CloneRemote(name, url == null ? "" : absolute(url));
            });
  }

  /// A relative path is relative to the top folder of this clone, as it is for `git`.
  private String absolute(String url) {
    if (url.startsWith("./") || url.startsWith("../")) {
      File top = repository.isBare() ? repository.getDirectory() : repository.getWorkTree();
      return top.toPath().toAbsolutePath().resolve(url).normalize().toString();
    }
    return url;
  }

  /// The remotes of this clone.
  public Set<String> remoteNames() {
    return repository.getRemoteNames();
  }

  private Optional<String> remoteName() throws IOException {
    Set<String> names = repository.getRemoteNames();
    String branch = repository.getBranch();
    String followed =
        branch == null ? null : new BranchConfig(repository.getConfig(), branch).getRemote();
    if (followed != null && names.contains(followed)) {
      return Optional.of(followed);
    }
    return names.contains(Constants.DEFAULT_REMOTE_NAME)
        ? Optional.of(Constants.DEFAULT_REMOTE_NAME)
        : names.stream().filter(_ -> names.size() == 1).findFirst();
  }

  /// Brings a branch of the remote here, where its remote-tracking branch is; nothing else moves.
  public Optional<CommitId> fetch(CloneRemote remote, RemoteSettings settings, String branch)
      throws IOException, RemoteException {
    return remote.fetch(repository, settings, branch);
  }

  /// When a commit was made.
  public Instant time(CommitId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return Commits.commit(repository, walk, commit).getCommitterIdent().getWhenAsInstant();
    }
  }

  /// Where the repository itself is: also for a linked working copy, which has only a file `.git`.
  public Path gitFolder() throws IOException {
    return repository.getCommonDirectory().toPath().toRealPath();
  }

  /// The top of the working copy; empty for a bare repository.
  public Optional<Path> workingCopy() {
    return repository.isBare() ? Optional.empty() : Optional.of(repository.getWorkTree().toPath());
  }

  /// Paths of files in the working copy that differ from a commit, are new, or are gone: committed
  /// since or not. Ignored files are left out.
  public SortedSet<String> changedSince(CommitId commit) throws IOException {
    IndexDiff diff =
        new IndexDiff(repository, Commits.id(commit), new FileTreeIterator(repository));
    diff.diff();
    SortedSet<String> changed = new TreeSet<>();
    changed.addAll(diff.getAdded());
    changed.addAll(diff.getChanged());
    changed.addAll(diff.getRemoved());
    changed.addAll(diff.getModified());
    changed.addAll(diff.getMissing());
    changed.addAll(diff.getUntracked());
    changed.addAll(diff.getConflicting());
    return changed;
  }

  @Override
  public void close() {
    repository.close();
  }
}
