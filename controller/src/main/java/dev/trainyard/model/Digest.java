package dev.trainyard.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
public record Digest(String hex) implements Comparable<Digest> {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final int SHORT = 12;

  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a SHA-256 in hexadecimal: " + hex);
    }
  }

  /// The digest of these bytes.
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(sha256().digest(bytes)));
  }

  /// The digest of several texts; each is preceded by its length, so that `("ab","c")` and
  /// `("a","bc")` differ.
  public static Digest ofParts(List<String> parts) {
    MessageDigest sha = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(UTF_8);
      sha.update((bytes.length + ":").getBytes(UTF_8));
      sha.update(bytes);
    }
    return new Digest(HexFormat.of().formatHex(sha.digest()));
  }

  public static Digest ofParts(String... parts) {
    return ofParts(List.of(parts));
  }

  /// The first twelve digits: enough for names that people read.
  public String abbreviated() {
    return hex.substring(0, SHORT);
  }

  /// A fresh SHA-256, for digests of streams.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime must offer SHA-256", e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
