package dev.trainyard.remote.xrootd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The last line of a small file, by which a reader tells that it is whole: a checksum of what is
/// before it.
final class Seal {
  private static final int BYTES = 65;

  private Seal() {}

  /// The content with its seal.
  static byte[] put(byte[] content) {
    byte[] sealed = Arrays.copyOf(content, content.length + BYTES);
    byte[] seal = ("\n" + HexFormat.of().formatHex(sha256(content))).getBytes(US_ASCII);
    System.arraycopy(seal, 0, sealed, content.length, BYTES);
    return sealed;
  }

  /// What is before the seal; null if it is not whole.
  static byte @Nullable [] content(byte[] sealed) {
    if (sealed.length < BYTES) {
      return null;
    }
    byte[] content = Arrays.copyOf(sealed, sealed.length - BYTES);
    return Arrays.equals(put(content), sealed) ? content : null;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
