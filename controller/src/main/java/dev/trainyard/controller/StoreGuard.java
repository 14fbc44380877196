package dev.trainyard.controller;

import dev.trainyard.remote.Remote;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps a store for one controller, and notices when it is not there: an unmounted store looks
/// like an empty one, and must not be taken for one.
public final class StoreGuard implements AutoCloseable {
  private static final String MARK = "trainyard-store";

  /// A file that nobody reads or writes: closing any descriptor of it would end the lock.
  private static final String LOCK = "trainyard-store.lock";

  private final StorePlace place;
  private final FileChannel channel;
  private final FileLock lock;

  /// The id of the store, once it was recognised.
  private String known = "";

  private StoreGuard(StorePlace place, FileChannel channel, FileLock lock) {
    this.place = place;
    this.channel = channel;
    this.lock = lock;
  }

  /// Takes the store, and makes it if it is not there.
  ///
  /// @throws StoreInUseException if another controller has it
  public static StoreGuard take(Path root) throws IOException, StoreInUseException {
    return take(new StorePlace.Folder(root.resolve(MARK)), root);
  }

  /// Takes a store elsewhere. Another controller is kept off by the claim on the status branch.
  ///
  /// @param folder of this controller, for what it works on
  /// @throws StoreInUseException if another controller has the folder
  public static StoreGuard take(Remote remote, Path folder)
      throws IOException, StoreInUseException {
    return take(new StorePlace.Elsewhere(remote, MARK), folder);
  }

  private static StoreGuard take(StorePlace place, Path folder)
      throws IOException, StoreInUseException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new StoreInUseException(folder);
    }
    return new StoreGuard(place, channel, lock);
  }

  /// Makes sure that this is the store that this controller has worked with before, if there is
  /// one.
  ///
  /// @param memo a file of the controller's own that remembers it
  /// @throws IOException if it is another, such as the empty folder that a store was mounted on
  public void recognise(Path memo) throws IOException {
    String before = Files.exists(memo) ? Files.readString(memo).strip() : "";
    String found = place.id();
    if (!before.isEmpty() && !before.equals(found)) {
      if (found.isEmpty()) {
        place.forget(LOCK);
      }
      throw another(place, memo);
    }
    if (found.isEmpty()) {
      found = place.name(UUID.randomUUID().toString());
    }
    place.check();
    this.known = found;
    Files.createDirectories(memo.toAbsolutePath().getParent());
    Files.writeString(memo, found + "\n");
  }

  /// Looks at a store; takes, makes and changes nothing.
  ///
  /// @param memo as of [#recognise]
  /// @return the store's own name; empty of one that is still to be begun
  /// @throws IOException if it is not the one that this controller worked with before
  public static String look(Path root, Path memo) throws IOException {
    return look(new StorePlace.Folder(root.resolve(MARK)), memo);
  }

  /// The same of a store elsewhere.
  public static String look(Remote remote, Path memo) throws IOException {
    return look(new StorePlace.Elsewhere(remote, MARK), memo);
  }

  private static String look(StorePlace place, Path memo) throws IOException {
    String before = Files.exists(memo) ? Files.readString(memo).strip() : "";
    String found = place.id();
    if (!before.isEmpty() && !before.equals(found)) {
      throw another(place, memo);
    }
    return found;
  }

  private static IOException another(StorePlace place, Path memo) {
    return new IOException(
        "the store at %s is not the one that this controller worked with before; is it mounted? To begin with another one, delete %s"
            .formatted(place, memo));
  }

  /// The store's own name, the same wherever it is mounted and whoever opens it; empty of a store
  /// that has none yet.
  public String id() throws IOException {
    return place.id();
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
    String found = place.id();
    if (found.isEmpty()) {
      throw new IOException(
          "the store at %s is not there (%s is missing); is it mounted?".formatted(place, MARK));
    } else if (!known.isEmpty() && !found.equals(known)) {
      throw new IOException(
          "the store at %s is another one than before; is it mounted?".formatted(place));
    }
  }

  /// Makes sure that there is room in the store, and that files can be made there.
  ///
  /// @throws IOException if not
  void checkWritable() throws IOException {
    place.checkWritable();
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
