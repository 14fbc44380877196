package dev.trainyard.job;

import dev.trainyard.remote.RemoteAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/// Where an input file is. What follows `file:` is the path as it is, without any encoding.
sealed interface Location {
  /// A file of this machine; `path` is absolute, or relative to the inputs root.
  record Local(Path path) implements Location {}

  record Remote(URI uri) implements Location {}

  /// On object storage, or an XRootD server.
  record Kept(RemoteAddress address) implements Location {}

  /// The last part of its path, without a query; may be empty.
  default String fileName() {
    String path =
        switch (this) {
          case Local(Path file) -> file.toString();
          case Remote(URI uri) -> uri.getRawPath();
          case Kept(RemoteAddress address) -> address.path();
        };
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Reads a location.
  ///
  /// @throws IllegalArgumentException if it is neither `file:`, `http(s):`, `s3:` nor `root:`
  static Location parse(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "control characters in the location " + LogExcerpt.clean(text));
    }
    if (text.startsWith("file:")) {
      return new Local(Path.of(pathOf(text)));
    } else if (RemoteAddress.isMeant(text)) {
      return new Kept(kept(text));
    }
    try {
      URI uri = new URI(text);
      if (isHttp(uri) && uri.getHost() != null && uri.getUserInfo() == null) {
        return new Remote(uri);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a location: " + text, e);
    }
    throw new IllegalArgumentException(
        "not a location that starts with file:, http(s):, s3: or root: " + text);
  }

  private static RemoteAddress kept(String text) {
    RemoteAddress address = RemoteAddress.parse(text);
    if (address.path().isEmpty() || text.endsWith("/")) {
      throw new IllegalArgumentException("a location names a file, and not only a place: " + text);
    }
    return address;
  }

  static boolean isHttp(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals("http") || scheme.equals("https");
  }

  /// What follows `file:` or `file://`.
  private static String pathOf(String text) {
    String rest = text.substring("file:".length());
    String path = rest.startsWith("//") ? rest.substring(2) : rest;
    if (rest.startsWith("//") && !path.startsWith("/")) {
      throw new IllegalArgumentException("a file: location names no host: " + text);
    }
    if (path.isEmpty()) {
      throw new IllegalArgumentException("a file: location without a path");
    }
    return path;
  }

  /// An absolute path as a location.
  static String of(Path absolute) {
    return "file://" + absolute;
  }
}
