package dev.trainyard.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A lock on a file, held by one process at a time; it goes with the process.
public final class ExclusiveLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final FileChannel channel;

  private ExclusiveLock(FileChannel channel) {
    this.channel = channel;
  }

  static ExclusiveLock take(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
    while (true) {
      try {
        channel.lock();
        return new ExclusiveLock(channel);
      } catch (OverlappingFileLockException e) {
        // Another thread of this process has it, which the kernel does not keep apart.
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
