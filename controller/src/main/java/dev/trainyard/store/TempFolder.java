package dev.trainyard.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder for half-made things in the store's temporary area. It is locked while its owner lives,
/// so that cleaning knows rubbish from work.
public final class TempFolder implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path path;
  private final FileChannel lock;

  private TempFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  static TempFolder create(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel lock = FileChannel.open(path.resolve(LOCK), CREATE_NEW, WRITE);
    try {
      lock.tryLock();
    } catch (IOException e) {
      // A file system without locks: cleaning then never takes this folder for rubbish.
    }
    return new TempFolder(path, lock);
  }

  public Path path() {
    return path;
  }

  /// Whether the owner of this folder is gone: its lock can be had.
  public static boolean isAbandoned(Path path) {
    Path file = path.resolve(LOCK);
    if (!Files.exists(file)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      return channel.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /// Deletes the folder with everything in it.
  @Override
  public void close() throws IOException {
    try (lock) {
      Commit.deleteTree(path);
    }
  }
}
