package dev.trainyard.git;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/// A real bare repository that stands for the remote, written to behind the controller's back.
public final class Origin implements AutoCloseable {
  private final Repository repository;
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");

  private Origin(Repository repository) {
    this.repository = repository;
  }

  public static Origin in(Path folder) throws IOException {
    JGitSetup.ensure();
    Repository repository =
        new FileRepositoryBuilder().setGitDir(folder.resolve("yard.git").toFile()).build();
    repository.create(true);
    repository.getConfig().setBoolean("http", null, "receivepack", true);
    repository.getConfig().setInt("gc", null, "auto", 0);
    repository.getConfig().setInt("receive", null, "autogc", 0);
    repository.getConfig().save();
    return new Origin(repository);
  }

  /// The one that was made in a folder before.
  public static Origin at(Path folder) throws IOException {
    JGitSetup.ensure();
    return new Origin(
        new FileRepositoryBuilder().setGitDir(folder.resolve("yard.git").toFile()).build());
  }

  public Path folder() {
    return repository.getDirectory().toPath();
  }

  public RepositorySettings settings(Path mirror) {
    return settings(mirror, folder().toString(), new Credentials.None(), RemoteLimits.defaults());
  }

  static RepositorySettings settings(
      Path mirror, String url, Credentials credentials, RemoteLimits limits) {
    RemoteUrl remote = RemoteUrl.parse(url, RemoteUrl.PlainHttp.LOOPBACK_ONLY);
    return new RepositorySettings(
        new RemoteSettings(remote, credentials, limits),
        mirror,
        "main",
        "status",
        RepositorySettings.Author.TRAINYARD);
  }

  /// One commit more on a branch: these files are as given, the others as before.
  public CommitId commit(String branch, Map<String, String> files) throws IOException {
    Optional<ObjectId> parent = tip(branch);
    Map<String, Entry> entries = parent.isPresent() ? entries(parent.get()) : new TreeMap<>();
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
        ObjectId blob = inserter.insert(Constants.OBJ_BLOB, bytes);
        entries.put(file.getKey(), new Entry(FileMode.REGULAR_FILE, blob));
      }
      inserter.flush();
    }
    return commit(branch, parent, entries);
  }

  public CommitId remove(String branch, String path) throws IOException {
    Optional<ObjectId> parent = tip(branch);
    Map<String, Entry> entries = entries(parent.orElseThrow());
    entries.remove(path);
    return commit(branch, parent, entries);
  }

  /// A commit with one entry of any kind.
  public CommitId commit(String branch, String path, FileMode mode, String content)
      throws IOException {
    Optional<ObjectId> parent = tip(branch);
    Map<String, Entry> entries = parent.isPresent() ? entries(parent.get()) : new TreeMap<>();
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      entries.put(path, new Entry(mode, inserter.insert(Constants.OBJ_BLOB, bytes)));
      inserter.flush();
    }
    return commit(branch, parent, entries);
  }

  /// A commit with one file whose name is taken as it is.
  CommitId commitTree(String branch, String name) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      TreeFormatter tree = new TreeFormatter();
      tree.append(bytes, FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, bytes));
      return commit(branch, tip(branch), inserter, tree.insertTo(inserter));
    }
  }

  /// A commit of folders in folders, ten in each, which are all the same one.
  public CommitId commitBomb(String branch, int levels) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      TreeFormatter inner = new TreeFormatter();
      inner.append(
          "a.yaml", FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, new byte[0]));
      ObjectId tree = inner.insertTo(inserter);
      for (int level = 0; level < levels; level++) {
        TreeFormatter outer = new TreeFormatter();
        for (int i = 0; i < 10; i++) {
          outer.append("d" + i, FileMode.TREE, tree);
        }
        tree = outer.insertTo(inserter);
      }
      return commit(branch, tip(branch), inserter, tree);
    }
  }

  /// A commit with one file below so many folders within each other.
  public CommitId commitDeep(String branch, int levels) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      TreeFormatter inner = new TreeFormatter();
      inner.append(
          "a.yaml", FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, new byte[0]));
      ObjectId tree = inner.insertTo(inserter);
      for (int level = 0; level < levels; level++) {
        TreeFormatter outer = new TreeFormatter();
        outer.append("d", FileMode.TREE, tree);
        tree = outer.insertTo(inserter);
      }
      return commit(branch, tip(branch), inserter, tree);
    }
  }

  /// A ref that leads to a file.
  public void setToFile(String ref, String content) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      ObjectId id = inserter.insert(Constants.OBJ_BLOB, bytes);
      inserter.flush();
      set(ref, id);
    }
  }

  private Map<String, Entry> entries(ObjectId commit) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    try (RevWalk commits = new RevWalk(repository);
        TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(commits.parseCommit(commit).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        entries.put(walk.getPathString(), new Entry(walk.getFileMode(0), walk.getObjectId(0)));
      }
    }
    return entries;
  }

  private CommitId commit(String branch, Optional<ObjectId> parent, Map<String, Entry> entries)
      throws IOException {
    now = now.plusSeconds(60);
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    entries.forEach(
        (path, entry) -> {
          DirCacheEntry added = new DirCacheEntry(path);
          added.setFileMode(entry.mode());
          added.setObjectId(entry.id());
          builder.add(added);
        });
    builder.finish();
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      return commit(branch, parent, inserter, index.writeTree(inserter));
    }
  }

  private CommitId commit(
      String branch, Optional<ObjectId> parent, ObjectInserter inserter, ObjectId tree)
      throws IOException {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    parent.ifPresent(commit::setParentId);
    commit.setAuthor(person());
    commit.setCommitter(person());
    commit.setMessage("Change the yard\n");
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    set(Constants.R_HEADS + branch, id);
    return new CommitId(id.name());
  }

  private PersonIdent person() {
    return new PersonIdent("Some User", "user@example.org", now, ZoneOffset.UTC);
  }

  public void tag(String name, CommitId commit) throws IOException {
    set(Constants.R_TAGS + name, Commits.id(commit));
  }

  void annotatedTag(String name, CommitId commit) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      TagBuilder tag = new TagBuilder();
      tag.setTag(name);
      tag.setObjectId(Commits.id(commit), Constants.OBJ_COMMIT);
      tag.setTagger(person());
      tag.setMessage("Release\n");
      ObjectId id = inserter.insert(tag);
      inserter.flush();
      set(Constants.R_TAGS + name, id);
    }
  }

  public void reset(String branch, CommitId commit) throws IOException {
    set(Constants.R_HEADS + branch, Commits.id(commit));
  }

  public void delete(String ref) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setForceUpdate(true);
    update.delete();
  }

  /// Moves any ref, as forges do with those of pull requests.
  public void set(String ref, CommitId commit) throws IOException {
    set(ref, Commits.id(commit));
  }

  /// Damages the repository: the content of a file is gone.
  void lose(CommitId commit, String path) throws IOException {
    String id = Objects.requireNonNull(entries(Commits.id(commit)).get(path)).id().name();
    Files.delete(folder().resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2)));
  }

  private void set(String ref, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(id);
    update.forceUpdate();
  }

  Optional<ObjectId> tip(String branch) throws IOException {
    Ref ref = repository.exactRef(Constants.R_HEADS + branch);
    return Optional.ofNullable(ref).map(Ref::getObjectId);
  }

  /// Where a branch is, if there is one. The id of a folder's tree.
  public String tree(CommitId commit, String path) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevTree tree = walk.parseCommit(ObjectId.fromString(commit.hex())).getTree();
      try (TreeWalk found = requireNonNull(TreeWalk.forPath(repository, path, tree), path)) {
        return found.getObjectId(0).name();
      }
    }
  }

  public Optional<CommitId> at(String branch) throws IOException {
    return tip(branch).map(id -> new CommitId(id.name()));
  }

  /// Path to content of a branch.
  public Map<String, String> files(String branch) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Map.Entry<String, Entry> entry : entries(tip(branch).orElseThrow()).entrySet()) {
      byte[] bytes = repository.open(entry.getValue().id()).getBytes();
      files.put(entry.getKey(), new String(bytes, StandardCharsets.UTF_8));
    }
    return files;
  }

  public int commits(String branch) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(tip(branch).orElseThrow()));
      int count = 0;
      while (walk.next() != null) {
        count++;
      }
      return count;
    }
  }

  RevCommit commitOf(String branch) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(tip(branch).orElseThrow());
      walk.parseBody(commit);
      return commit;
    }
  }

  @Override
  public void close() {
    repository.close();
  }

  private record Entry(FileMode mode, ObjectId id) {}
}
