package dev.trainyard.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder belongs to one process until it ends, however it ends.
final class FolderLock implements AutoCloseable {
  private static final String NAME = "controller.lock";
  private static final int LONGEST_HOLDER = 200;

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static FolderLock take(Path folder) throws IOException, MirrorInUseException {
    Files.createDirectories(folder);
    Path file = folder.resolve(NAME);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new MirrorInUseException(folder, holder(channel));
      }
      sign(channel);
      return new FolderLock(channel);
    } catch (IOException | MirrorInUseException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      // The first bytes stay readable for others where locks are mandatory.
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  private static void sign(FileChannel channel) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    String started = self.info().startInstant().map(at -> ", started " + at).orElse("");
    String holder = "process " + self.pid() + " on " + host() + started;
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "this machine";
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HOLDER);
    channel.read(bytes, 0);
    String holder = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    return holder.isBlank() ? "another process" : holder.replaceAll("\\p{Cntrl}", " ");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
