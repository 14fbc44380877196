package dev.trainyard.job;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.trainyard.model.ByteSize;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Takes what a program writes into a pipe to a file, up to a limit.
final class CappedLog implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int READS_AT_ONCE = 16;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
  private final FileChannel file;
  private final int pipe;
  private final int writeEnd;
  private final long limit;
  private long written;
  private boolean full;
  private boolean ended;

  CappedLog(Path path, ByteSize limit) throws IOException {
    this.file = FileChannel.open(path, CREATE, TRUNCATE_EXISTING, WRITE);
    this.limit = limit.bytes();
    try {
      Posix.Pipe made = Posix.pipe();
      this.pipe = made.readEnd();
      this.writeEnd = made.writeEnd();
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// Where the program writes; to be closed by whoever has started it.
  int writeEnd() {
    return writeEnd;
  }

  /// The descriptor to wait for, or -1 when everybody has closed the other end.
  int descriptor() {
    return ended ? -1 : pipe;
  }

  /// Takes what is there without waiting; what is over the limit is dropped.
  void take() throws IOException {
    for (int i = 0; i < READS_AT_ONCE && !ended && Posix.isReadable(pipe); i++) {
      int count = Posix.read(pipe, buffer);
      ended = count <= 0;
      if (count > 0) {
        keep(buffer.asSlice(0, count).asByteBuffer());
      }
    }
  }

  private void keep(ByteBuffer bytes) throws IOException {
    long room = limit - written;
    if (bytes.remaining() > room) {
      full = true;
      bytes.limit(Math.toIntExact(room));
    }
    while (bytes.hasRemaining()) {
      written += file.write(bytes);
    }
  }

  /// Whether the program wrote more than it may.
  boolean isFull() {
    return full;
  }

  boolean hasEnded() {
    return ended;
  }

  /// Bytes in the file.
  long size() {
    return written;
  }

  @Override
  public void close() throws IOException {
    try (arena;
        file) {
      Posix.close(pipe);
    }
  }
}
