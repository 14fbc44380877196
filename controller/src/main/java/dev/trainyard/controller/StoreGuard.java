package dev.trainyard.controller;

import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps a store for one controller, and notices when it is not there: an unmounted store looks
/// like an empty one, and must not be taken for one.
public final class StoreGuard implements AutoCloseable {
  private static final String MARK = "trainyard-store";

  /// A file that nobody reads or writes: closing any descriptor of it would end the lock.
  private static final String LOCK = "trainyard-store.lock";

  private final Path mark;
  private final FileChannel channel;
  private final FileLock lock;

  /// The id of the store, once it was recognised.
  private String known = "";

  private StoreGuard(Path mark, FileChannel channel, FileLock lock) {
    this.mark = mark;
    this.channel = channel;
    this.lock = lock;
  }

  /// Takes the store, and makes it if it is not there.
  ///
  /// @throws StoreInUseException if another controller has it
  public static StoreGuard take(Path root) throws IOException, StoreInUseException {
    Files.createDirectories(root);
    FileChannel channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new StoreInUseException(root);
    }
    return new StoreGuard(root.resolve(MARK), channel, lock);
  }

  /// Makes sure that this is the store that this controller has worked with before, if there is
  /// one.
  ///
  /// @param memo a file of the controller's own that remembers it
  /// @throws IOException if it is another, such as the empty folder that a store was mounted on
  public void recognise(Path memo) throws IOException {
    String before = Files.exists(memo) ? Files.readString(memo).strip() : "";
    String found = id();
    if (!before.isEmpty() && !before.equals(found)) {
      if (found.isEmpty()) {
        Files.deleteIfExists(mark);
        Files.deleteIfExists(mark.resolveSibling(LOCK));
      }
      throw new IOException(
          "the store at %s is not the one that this controller worked with before; is it mounted? To begin with another one, delete %s"
              .formatted(mark.getParent(), memo));
    }
    if (found.isEmpty()) {
      found = UUID.randomUUID().toString();
      Files.writeString(mark, found + "\n");
    }
    this.known = found;
    Files.createDirectories(memo.toAbsolutePath().getParent());
    Files.writeString(memo, found + "\n");
  }

  /// The store's own name, the same wherever it is mounted and whoever opens it; empty of a store
  /// that has none yet.
  public String id() throws IOException {
    return Files.exists(mark) ? Files.readString(mark).strip() : "";
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  /// Makes sure that the store is there.
  ///
  /// @throws IOException if it is not: what it holds is unknown then
  void check() throws IOException {
    if (!Files.isRegularFile(mark)) {
      throw new IOException(
          "the store at %s is not there (%s is missing); is it mounted?"
              .formatted(mark.getParent(), MARK));
    } else if (!known.isEmpty() && !id().equals(known)) {
      throw new IOException(
          "the store at %s is another one than before; is it mounted?".formatted(mark.getParent()));
    }
  }

  /// Makes sure that there is room in the store, and that files can be made there.
  ///
  /// @throws IOException if not
  void checkWritable() throws IOException {
    Path root = Objects.requireNonNull(mark.getParent());
    if (Files.getFileStore(mark).getUsableSpace() < Store.ROOM_TO_START.bytes()) {
      // How much is left would change from round to round, and each change would be a commit.
      throw new IOException(
          "the store at %s has less than %s left; make room"
              .formatted(root, Store.ROOM_TO_START.forPeople()));
    }
    try {
      Files.delete(Files.createTempFile(root, MARK, ".probe"));
    } catch (IOException e) {
      throw new IOException(
          "no file can be made in the store at %s (%s)".formatted(root, why(e)), e);
    }
  }

  /// What went wrong with a file, without the name of that: it may be another one each time.
  static String why(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case FileSystemException f -> f.getClass().getSimpleName();
      default -> worded(e);
    };
  }

  private static String worded(IOException e) {
    String message = String.valueOf(e.getMessage());
    return e.getCause() instanceof FileSystemException cause && cause.getMessage() != null
        ? message.replace(cause.getMessage(), why(cause))
        : message;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
