package dev.trainyard.git;

import dev.trainyard.git.RepositorySettings.Author;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// A bare repository of our own making, such as that of the demo: filled from folders, with no need
/// of the `git` command.
public final class BareRepository implements AutoCloseable {
  private final Repository repository;
  private final String branch;

  private BareRepository(Repository repository, String branch) {
    this.repository = repository;
    this.branch = Constants.R_HEADS + branch;
  }

  /// Makes an empty repository in a folder that does not exist yet.
  ///
  /// @param branch the branch that [#commit] writes and clones check out
  public static BareRepository create(Path folder, String branch) throws IOException {
    JGitSetup.ensure();
    Repository repository =
        new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    repository.create(true);
    repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + branch);
    return new BareRepository(repository, branch);
  }

  /// Commits a folder with everything in it, on top of the last commit. Links are left out.
  public CommitId commit(Path folder, Author author, String message, Instant when)
      throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId tree = tree(folder, inserter);
      ObjectId parent = repository.resolve(branch);
      PersonIdent person = new PersonIdent(author.name(), author.email(), when, ZoneOffset.UTC);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree);
      if (parent != null) {
        commit.setParentId(parent);
      }
      commit.setAuthor(person);
      commit.setCommitter(person);
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      update(branch, id);
      return new CommitId(id.name());
    }
  }

  /// Names a commit with a lightweight tag.
  public void tag(String name, CommitId commit) throws IOException {
    update(Constants.R_TAGS + name, Commits.id(commit));
  }

  private static ObjectId tree(Path folder, ObjectInserter inserter) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    for (Path file : files) {
      String path = folder.relativize(file).toString();
      DirCacheEntry entry = new DirCacheEntry(path);
      entry.setFileMode(
          Files.isExecutable(file) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
      entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, Files.readAllBytes(file)));
      builder.add(entry);
    }
    builder.finish();
    return index.writeTree(inserter);
  }

  private void update(String ref, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(id);
    RefUpdate.Result result = update.update();
    switch (result) {
      case NEW, FAST_FORWARD, NO_CHANGE -> {}
      default -> throw new IOException(ref + " could not be set to " + id.name() + ": " + result);
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
