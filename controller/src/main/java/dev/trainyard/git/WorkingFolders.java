package dev.trainyard.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/// Folders of a working copy as the Git trees that they would be if all of it were committed now:
/// with what is changed and what is new, without what is ignored. The user's repository is only
/// read: objects go to one of their own.
public final class WorkingFolders implements AutoCloseable {
  private final Repository user;
  private final Repository own;

  private WorkingFolders(Repository user, Repository own) {
    this.user = user;
    this.own = own;
  }

  /// Opens the folders of a working copy.
  ///
  /// @param scratch a folder that does not exist yet, for the objects
  public static WorkingFolders of(LocalRepository repository, Path scratch) throws IOException {
    Repository own = new FileRepositoryBuilder().setGitDir(scratch.toFile()).setBare().build();
    own.create(true);
    return new WorkingFolders(repository.repository(), own);
  }

  /// The objects of the trees.
  public Commits objects() {
    return new Commits(this::read);
  }

  private <T> T read(RepositoryAccess.Reading<T> reading) throws IOException {
    return reading.from(own);
  }

  /// The tree of a folder; empty if the folder is not there, or holds nothing.
  ///
  /// @param folder from the top of the working copy, with slashes; `.` is the top
  public Optional<String> tree(String folder) throws IOException {
    boolean top = folder.isEmpty() || folder.equals(".");
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    try (TreeWalk walk = new TreeWalk(user);
        ObjectInserter inserter = own.newObjectInserter()) {
      FileTreeIterator files = new FileTreeIterator(user);
      walk.addTree(files);
      walk.addTree(new DirCacheIterator(user.readDirCache()));
      files.setDirCacheIterator(walk, 1);
      if (!top) {
        walk.setFilter(PathFilter.create(folder));
      }
      String prefix = top ? "" : folder + "/";
      while (walk.next()) {
        add(walk, prefix, builder, inserter);
      }
      builder.finish();
      if (index.getEntryCount() == 0) {
        return Optional.empty();
      }
      String tree = index.writeTree(inserter).name();
      inserter.flush();
      return Optional.of(tree);
    }
  }

  private static void add(
      TreeWalk walk, String prefix, DirCacheBuilder builder, ObjectInserter inserter)
      throws IOException {
    WorkingTreeIterator file = walk.getTree(0, WorkingTreeIterator.class);
    DirCacheIterator tracked = walk.getTree(1, DirCacheIterator.class);
    if (file == null || (tracked == null && file.isEntryIgnored())) {
      return;
    }
    FileMode mode = file.getIndexFileMode(tracked);
    if (mode.equals(FileMode.TREE)) {
      walk.enterSubtree();
    } else if (!mode.equals(FileMode.GITLINK) && walk.getPathString().startsWith(prefix)) {
      DirCacheEntry entry = new DirCacheEntry(walk.getPathString().substring(prefix.length()));
      entry.setFileMode(mode);
      try (InputStream in = file.openEntryStream()) {
        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getEntryContentLength(), in));
      }
      builder.add(entry);
    }
  }

  @Override
  public void close() {
    own.close();
  }
}
