package dev.trainyard.remote.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/// A piece of a file as the body of requests, which may be sent several times.
///
/// @param opened what is to be closed
record Piece(Path file, long from, long length, Deque<InputStream> opened)
    implements ContentStreamProvider, AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 17;

  Piece(Path file, long from, long length) {
    this(file, from, length, new ArrayDeque<>());
  }

  RequestBody body() {
    return RequestBody.fromContentProvider(this, length, "application/octet-stream");
  }

  String md5() throws IOException {
    MessageDigest md5 = S3Remote.md5();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = new Part(file, from, length)) {
      long left = length;
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        md5.update(buffer, 0, count);
        left -= count;
      }
      if (left > 0) {
        throw new IOException(file + " became shorter while it was uploaded");
      }
    }
    return Base64.getEncoder().encodeToString(md5.digest());
  }

  @Override
  public InputStream newStream() {
    try {
      InputStream stream = new Part(file, from, length);
      opened.add(stream);
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (InputStream stream : opened) {
      stream.close();
    }
  }

  /// The bytes of the piece and no more.
  private static final class Part extends FilterInputStream {
    private long left;

    Part(Path file, long from, long length) throws IOException {
      super(Channels.newInputStream(FileChannel.open(file).position(from)));
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int count = super.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
