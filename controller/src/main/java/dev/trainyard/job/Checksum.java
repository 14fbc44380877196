package dev.trainyard.job;

import dev.trainyard.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Size and SHA-256 of what flows through.
///
/// @param sha256 in lower-case hexadecimal
record Checksum(long size, String sha256) {
  private static final int BUFFER_BYTES = 1 << 17;

  /// Reads a file once.
  static Checksum of(Path file) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (Counting in = counting(file)) {
      while (in.read(buffer) >= 0) {
        // Counted.
      }
      return in.checksum();
    }
  }

  /// A file whose checksum is known once it was read to its end.
  static Counting counting(Path file) throws IOException {
    return new Counting(Files.newInputStream(file));
  }

  /// Counts what is read through it.
  static class Counting extends FilterInputStream {
    private final MessageDigest sha = Digest.sha256();
    private long size;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public final int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (count > 0) {
        sha.update(bytes, offset, count);
        size += count;
      }
      seen(count < 0 ? Seen.END : Seen.MORE);
      return count;
    }

    /// How far a reading has come.
    enum Seen {
      MORE,
      END
    }

    /// Called after each reading.
    ///
    /// @throws IOException to refuse what was read
    void seen(Seen how) throws IOException {}

    /// Of all that was read so far, in bytes.
    final long size() {
      return size;
    }

    /// Of all that was read so far.
    final Checksum checksum() {
      try {
        MessageDigest soFar = (MessageDigest) sha.clone();
        return new Checksum(size, HexFormat.of().formatHex(soFar.digest()));
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("SHA-256 of the JDK can be cloned", e);
      }
    }
  }
}
