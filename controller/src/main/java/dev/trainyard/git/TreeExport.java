package dev.trainyard.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Writes one Git tree to disk. File names and links come from the repository, so they are not
/// trusted: nothing is written or points outside of the folder. The folder appears when all of it
/// is on the disk, since nobody compares it with the repository later.
final class TreeExport {
  private static final int MOST_ENTRIES = 100_000;
  private static final long MOST_BYTES = 4L << 30;

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("r-xr-xr-x");
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("r--r--r--");
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("r-xr-xr-x");

  private final Repository repository;
  private final Path target;
  private final Path scratch;
  private int entries;
  private long bytes;

  TreeExport(Repository repository, Path target, Path scratch) {
    this.repository = repository;
    this.target = target;
    this.scratch = scratch;
  }

  void write(ObjectId tree) throws IOException, UnsafeTreeException {
    if (Files.isDirectory(target)) {
      return;
    }
    Files.createDirectories(scratch);
    Path half = Files.createTempDirectory(scratch, "export-");
    try (ObjectReader reader = repository.newObjectReader()) {
      Path top = Files.createDirectory(half.resolve("tree"));
      writeFolder(reader, tree, new Place(top, "", 0));
      publish(top);
    } finally {
      Folders.delete(half);
    }
  }

  /// Only a writable folder can be moved, so its own mode comes last.
  private void publish(Path top) throws IOException {
    Path parent = Files.createDirectories(target.toAbsolutePath().getParent());
    try {
      Files.move(top, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
      return; // somebody else was faster, with the same content
    }
    Files.setPosixFilePermissions(target, FOLDER);
    sync(parent);
  }

  /// Brings a folder's list of names to the disk.
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void writeFolder(ObjectReader reader, ObjectId tree, Place place)
      throws IOException, UnsafeTreeException {
    try (TreeWalk walk = new TreeWalk(repository, reader)) {
      walk.addTree(tree);
      while (walk.next()) {
        Place entry = place.entry(walk.getNameString());
        checkCount();
        writeEntry(reader, walk, entry);
      }
    }
    sync(place.file());
  }

  private void writeEntry(ObjectReader reader, TreeWalk walk, Place entry)
      throws IOException, UnsafeTreeException {
    FileMode mode = walk.getFileMode(0);
    ObjectId id = walk.getObjectId(0);
    if (mode.equals(FileMode.TREE)) {
      Files.createDirectory(entry.file());
      writeFolder(reader, id, entry);
      Files.setPosixFilePermissions(entry.file(), FOLDER);
    } else if (mode.equals(FileMode.SYMLINK)) {
      writeLink(reader.open(id, Constants.OBJ_BLOB), entry);
    } else if (mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE)) {
      writeFile(reader.open(id, Constants.OBJ_BLOB), entry);
      Files.setPosixFilePermissions(
          entry.file(), mode.equals(FileMode.EXECUTABLE_FILE) ? EXECUTABLE : PLAIN);
    } else {
      throw new UnsafeTreeException(
          entry.path() + " is a submodule; put its files into the folder itself");
    }
  }

  private void checkCount() throws UnsafeTreeException {
    entries++;
    if (entries > MOST_ENTRIES) {
      throw new UnsafeTreeException("the folder has more than " + MOST_ENTRIES + " entries");
    }
  }

  private void writeFile(ObjectLoader loader, Place entry) throws IOException, UnsafeTreeException {
    bytes += loader.getSize();
    if (bytes > MOST_BYTES) {
      throw new UnsafeTreeException("the folder has more than " + MOST_BYTES + " bytes");
    }
    try (FileChannel file =
            FileChannel.open(
                entry.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(file)) {
      loader.copyTo(out);
      file.force(true);
    }
  }

  private void writeLink(ObjectLoader loader, Place entry) throws IOException, UnsafeTreeException {
    String to = new String(loader.getBytes(), StandardCharsets.UTF_8);
    if (!staysInside(to, entry.depth() - 1)) {
      throw new UnsafeTreeException(
          entry.path()
              + " is a symbolic link that may leave the folder; let it point to a file inside, with"
              + " steps up only at its beginning");
    }
    Files.createSymbolicLink(entry.file(), Path.of(to));
  }

  /// Steps up to the top at most, then only names: such a link ends where it says, however many
  /// other links it uses.
  private static boolean staysInside(String to, int depth) {
    List<String> names = List.of(to.split("/", -1));
    long up = names.stream().takeWhile(".."::equals).count();
    return up <= depth
        && to.indexOf('\0') < 0
        && names.stream().skip(up).noneMatch(Set.of("", ".", "..")::contains);
  }

  /// A place in the folder.
  ///
  /// @param path for people, from the top of the tree
  /// @param depth how many names the path has
  private record Place(Path file, String path, int depth) {
    Place entry(String name) throws UnsafeTreeException {
      String entryPath = path.isEmpty() ? name : path + "/" + name;
      String lower = name.toLowerCase(Locale.ROOT);
      boolean special = name.isEmpty() || name.equals(".") || name.equals("..");
      if (special || lower.equals(".git") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
        throw new UnsafeTreeException(entryPath + " is not a name that may be written to disk");
      }
      return new Place(file.resolve(name), entryPath, depth + 1);
    }
  }
}
