package dev.trainyard.job;

import dev.trainyard.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
    try (InputStream in = Files.newInputStream(file)) {
      return copy(in, OutputStream.nullOutputStream(), Long.MAX_VALUE);
    }
  }

  /// Copies a stream to its end.
  ///
  /// @throws TooLongException if it has more bytes than that
  static Checksum copy(InputStream in, OutputStream out, long atMost) throws IOException {
    MessageDigest sha = Digest.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      size += count;
      if (size > atMost) {
        throw new TooLongException("more than " + atMost + " bytes");
      }
      sha.update(buffer, 0, count);
      out.write(buffer, 0, count);
    }
    return new Checksum(size, HexFormat.of().formatHex(sha.digest()));
  }

  /// A stream has more bytes than it may.
  static final class TooLongException extends IOException {
    TooLongException(String message) {
      super(message);
    }
  }
}
