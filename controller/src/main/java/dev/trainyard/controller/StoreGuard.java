package dev.trainyard.controller;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a store for one controller, and notices when it is not there: an unmounted store looks
/// like an empty one, and must not be taken for one.
public final class StoreGuard implements AutoCloseable {
  private static final String MARK = "trainyard-store";

  private final Path mark;
  private final FileChannel channel;
  private final FileLock lock;

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
    Path mark = root.resolve(MARK);
    FileChannel channel =
        FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new StoreInUseException(root);
    }
    return new StoreGuard(mark, channel, lock);
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
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
