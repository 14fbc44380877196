package dev.trainyard.git;

import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/// Where the config repository is: checked, and free of credentials.
public final class RemoteUrl {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  private static final Pattern SCP = Pattern.compile("(?:[\\w.-]+@)?[\\w.-]+:(?!//|:|-)\\S+");
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://.*|/.*)");
  private static final Pattern AROUND_PATH = Pattern.compile("^/+|/*(\\.git)?/*$");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Protocol protocol;
  private final URIish uri;

  private RemoteUrl(Protocol protocol, URIish uri) {
    this.protocol = protocol;
    this.uri = uri;
  }

  /// How the remote is spoken to.
  public enum Protocol {
    HTTP,
    SSH,
    FILE
  }

  /// Whether `http:` may be used beyond this machine.
  public enum PlainHttp {
    LOOPBACK_ONLY,
    ALLOWED
  }

  /// Accepts `https:`, `ssh:`, `user@host:path`, `file:` and absolute paths, and `http:` as far as
  /// allowed.
  ///
  /// @throws IllegalArgumentException saying what is wrong with the address and how to mend it
  public static RemoteUrl parse(String text, PlainHttp plainHttp) {
    if (text.isBlank() || CONTROL.matcher(text).find()) {
      throw new IllegalArgumentException("the repository URL is empty or has control characters");
    }
    URIish uri = parsed(text);
    String scheme = scheme(text);
    Protocol protocol = protocol(scheme, text);
    switch (protocol) {
      case HTTP -> checkHttp(uri, scheme, plainHttp);
      case SSH -> checkSsh(uri);
      case FILE -> checkFile(uri);
    }
    return new RemoteUrl(protocol, uri);
  }

  private static URIish parsed(String text) {
    try {
      return new URIish(text);
    } catch (URISyntaxException e) {
      // Its message repeats the text, which may hold a password.
      throw new IllegalArgumentException("the repository URL cannot be understood", e);
    }
  }

  private static @Nullable String scheme(String text) {
    Matcher matcher = SCHEME.matcher(text);
    return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : null;
  }

  private static Protocol protocol(@Nullable String scheme, String text) {
    if (scheme == null) {
      if (text.startsWith("/")) {
        return Protocol.FILE;
      }
      if (SCP.matcher(text).matches()) {
        return Protocol.SSH;
      }
      throw refused("is neither a URL nor an absolute path");
    }
    return switch (scheme) {
      case "http", "https" -> Protocol.HTTP;
      case "ssh" -> Protocol.SSH;
      case "file" -> Protocol.FILE;
      default -> throw refused("has the scheme " + scheme + ":");
    };
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(
        "the repository URL "
            + why
            + "; use https://host/path, ssh://user@host/path, user@host:path or file:///path");
  }

  private static void checkHttp(URIish uri, @Nullable String scheme, PlainHttp plainHttp) {
    if (uri.getUser() != null || uri.getPass() != null) {
      throw new IllegalArgumentException(
          "the repository URL holds a user or password; put the token into a file and name that"
              + " file");
    }
    if (uri.getHost() == null) {
      throw refused("names no host");
    }
    if ("http".equals(scheme)
        && plainHttp == PlainHttp.LOOPBACK_ONLY
        && !LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "http: would show the token to the network; use https:, or allow plain http explicitly");
    }
  }

  private static void checkSsh(URIish uri) {
    if (uri.getPass() != null) {
      throw new IllegalArgumentException(
          "the repository URL holds a password; use an SSH key, named in the credentials");
    }
    if (uri.getHost() == null || uri.getHost().startsWith("-")) {
      throw refused("names no host");
    }
  }

  private static void checkFile(URIish uri) {
    String path = uri.getPath();
    if (path == null || !path.startsWith("/") || uri.getHost() != null) {
      throw refused("does not name an absolute path");
    }
  }

  public Protocol protocol() {
    return protocol;
  }

  /// Whether this is spoken to as the other one is, so that the credentials of one fit the other.
  public boolean isSpokenToLike(RemoteUrl other) {
    return protocol == other.protocol
        && (protocol == Protocol.SSH || Objects.equals(uri.getScheme(), other.uri.getScheme()))
        && host().equals(other.host())
        && uri.getPort() == other.uri.getPort();
  }

  /// Whether both lead to the same repository, as far as their text tells: `git@host:a/b.git` and
  /// `https://host/a/b` do.
  public boolean leadsToSameAs(RemoteUrl other) {
    return host().equals(other.host()) && path().equals(other.path());
  }

  private String host() {
    return Objects.requireNonNullElse(uri.getHost(), "").toLowerCase(Locale.ROOT);
  }

  private String path() {
    return AROUND_PATH.matcher(Objects.requireNonNullElse(uri.getPath(), "")).replaceAll("");
  }

  URIish uri() {
    return uri;
  }

  @Override
  public String toString() {
    return uri.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RemoteUrl url && uri.equals(url.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }
}
