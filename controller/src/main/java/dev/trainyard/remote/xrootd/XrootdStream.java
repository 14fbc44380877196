package dev.trainyard.remote.xrootd;

import dev.trainyard.remote.xrootd.XrootdProgram.Running;
import java.io.FilterInputStream;
import java.io.IOException;

/// A file as a running `xrdcp` brings it. Its end counts only if all of it has come.
final class XrootdStream extends FilterInputStream {
  private final Running program;
  private final String name;
  private final long size;
  private long had;

  /// @param name for people
  /// @param size that the file has
  XrootdStream(Running program, String name, long size) {
    super(program.output());
    this.program = program;
    this.name = name;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    had += Math.max(count, 0);
    if (count < 0 && had != size) {
      throw new IOException(
          "%s has %d bytes, and %d came: %s".formatted(name, size, had, program.why()));
    }
    return count;
  }

  @Override
  public long skip(long most) throws IOException {
    byte[] bytes = new byte[(int) Math.min(most, 1 << 16)];
    return Math.max(read(bytes, 0, bytes.length), 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() throws IOException {
    super.close();
    program.close();
  }
}
