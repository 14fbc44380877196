package dev.trainyard.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The end of a task's log.
public final class LogEnd {
  private LogEnd() {}

  /// At most [Engine#LOG_BYTES] of it; empty if there is no such file.
  ///
  /// @throws EngineUnreachableException if it cannot be read
  public static String of(Path log) throws EngineUnreachableException {
    if (!Files.exists(log)) {
      return "";
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      channel.position(Math.max(0, channel.size() - Engine.LOG_BYTES));
      ByteBuffer end = ByteBuffer.allocate(Engine.LOG_BYTES);
      while (end.hasRemaining() && channel.read(end) >= 0) {}
      return UTF_8.decode(end.flip()).toString();
    } catch (IOException e) {
      throw new EngineUnreachableException("cannot read " + log + ": " + e.getMessage(), e);
    }
  }
}
