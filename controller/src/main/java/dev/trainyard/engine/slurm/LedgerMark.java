package dev.trainyard.engine.slurm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.DurableFiles;
import dev.trainyard.engine.LedgerInUseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a ledger is known by, `.id`, and a lock that keeps other engines off it. A ledger that is
/// not mounted looks like an empty one, in which nothing was ever submitted: it must not be taken
/// for one.
final class LedgerMark implements AutoCloseable {
  private static final String MARK = ".id";

  /// A file that nobody reads or writes: closing any descriptor of it would end the lock.
  private static final String LOCK = ".lock";

  private final Path file;
  private final String id;
  private final FileChannel lock;

  private LedgerMark(Path file, String id, FileChannel lock) {
    this.file = file;
    this.id = id;
    this.lock = lock;
  }

  /// Takes a ledger, and marks a new one.
  ///
  /// @param memo a file of the controller's own that remembers it
  /// @throws LedgerInUseException if another engine has it
  static LedgerMark take(SharedFolder ledger, Path memo) throws IOException {
    Path file = ledger.root().resolve(MARK);
    FileChannel lock = lock(ledger.root());
    try {
      Files.createDirectories(ledger.halfMade());
      String id = ledger.keepFirst(file, UUID.randomUUID().toString()).strip();
      remember(memo, id);
      return new LedgerMark(file, id, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Makes sure that this is the ledger that this controller has worked with before, if there is
  /// one.
  ///
  /// @throws IOException if it is another, such as the empty folder that it was mounted on
  static void recognise(Path folder, Path memo) throws IOException {
    String known = content(memo);
    if (!known.isEmpty() && !known.equals(content(folder.resolve(MARK)))) {
      throw new IOException(
          ("the folder %s of the Slurm engine is not the one that this controller worked with"
                  + " before: is its file system mounted? To begin with another one, and run again"
                  + " what is under way, delete %s")
              .formatted(folder, memo));
    }
  }

  /// A memo that is cut short by a power failure would take an unmounted ledger for a new one.
  private static void remember(Path memo, String id) throws IOException {
    if (!content(memo).equals(id)) {
      Path whole = memo.toAbsolutePath();
      Files.createDirectories(Objects.requireNonNull(whole.getParent()));
      Path half = whole.resolveSibling(whole.getFileName() + ".new");
      DurableFiles.write(half, (id + "\n").getBytes(UTF_8));
      DurableFiles.rename(half, whole);
    }
  }

  private static String content(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = tryLock(channel, root) != null;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    if (!taken) {
      throw new LedgerInUseException(
          "the folder %s of the Slurm engine is in use by another controller; end that one, or set another folder"
              .formatted(root));
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel, Path root) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    } catch (IOException e) {
      throw new IOException(
          ("the folder %s of the Slurm engine cannot be locked (%s): its file system has to know"
                  + " locks (Lustre: the mount option flock); mount it so, or set another folder")
              .formatted(root, e.getMessage()),
          e);
    }
  }

  String id() {
    return id;
  }

  /// Whether the ledger is where it was, and no other: what is not there is what a lost or
  /// unmounted file system ends.
  boolean isThere() {
    try {
      return content(file).equals(id);
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
