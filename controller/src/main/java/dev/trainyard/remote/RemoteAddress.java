package dev.trainyard.remote;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where something lies that is no file of this machine: `s3://bucket/key` or
/// `root://host[:port]//path`. What follows is the name as it is, without any encoding.
///
/// @param authority a bucket, or a host with or without its port
/// @param path without a slash at its beginning or end; may be empty
public record RemoteAddress(Scheme scheme, String authority, String path) {
  private static final Pattern S3 =
      Pattern.compile("(?i:s3)://([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:/(.*))?", Pattern.DOTALL);
  private static final Pattern ROOT =
      Pattern.compile(
          "(?i:root)://([A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?//(.*)",
          Pattern.DOTALL);

  /// How it is spoken to.
  public enum Scheme {
    S3("s3"),
    ROOT("root");

    private final String word;

    Scheme(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Whether a text is meant to be such an address.
  public static boolean isMeant(String text) {
    return text.regionMatches(true, 0, "s3:", 0, 3)
        || text.regionMatches(true, 0, "root:", 0, 5)
        || text.regionMatches(true, 0, "roots:", 0, 6);
  }

  /// Reads an address.
  ///
  /// @throws IllegalArgumentException if it is none; the message says how one looks
  public static RemoteAddress parse(String text) {
    Matcher s3 = S3.matcher(text);
    Matcher root = ROOT.matcher(text);
    if (s3.matches()) {
      String key = s3.group(2) == null ? "" : s3.group(2);
      return new RemoteAddress(Scheme.S3, s3.group(1), plain(text, key));
    } else if (root.matches()) {
      String port = root.group(2) == null ? "" : root.group(2);
      String host = root.group(1).toLowerCase(Locale.ROOT) + port;
      return new RemoteAddress(Scheme.ROOT, host, plain(text, root.group(3)));
    }
    if (text.regionMatches(true, 0, "roots:", 0, 6)) {
      throw new IllegalArgumentException(
          "roots:// is not known; write root://, and have the server ask for TLS: " + text);
    }
    throw new IllegalArgumentException(
        text.regionMatches(true, 0, "s3:", 0, 3)
            ? "not an address of object storage, such as s3://bucket/folder: " + text
            : "not an address of XRootD, such as root://host//folder: " + text);
  }

  /// Every part of a path is a name, so that nothing leads out of where it should be.
  private static String plain(String text, String path) {
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (bare.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("an address holds no control characters");
    }
    for (String part : bare.isEmpty() ? new String[0] : bare.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("an address has no //, . or .. in its path: " + text);
      }
    }
    return bare;
  }

  /// What lies below this one.
  public RemoteAddress below(String name) {
    return new RemoteAddress(scheme, authority, path.isEmpty() ? name : path + "/" + name);
  }

  /// The same place, from its top.
  public RemoteAddress top() {
    return new RemoteAddress(scheme, authority, "");
  }

  /// Whether another one is the same, or lies below this one.
  public boolean holds(RemoteAddress other) {
    boolean sameTop = scheme == other.scheme && authority.equals(other.authority);
    return sameTop
        && (path.isEmpty() || other.path.equals(path) || other.path.startsWith(path + "/"));
  }

  @Override
  public String toString() {
    return switch (scheme) {
      case S3 -> "s3://" + authority + (path.isEmpty() ? "" : "/" + path);
      case ROOT -> "root://" + authority + "//" + path;
    };
  }
}
