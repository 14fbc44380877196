package dev.trainyard.forge;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which forge, and how it is spoken to.
///
/// @param kind whose API it speaks
/// @param api where that is: `https://api.github.com`, `https://github.example.org/api/v3`,
///   `https://gitlab.example.org` (without `/api/v4`)
/// @param repository `owner/name`; on GitLab also `group/subgroup/name`
/// @param main the branch whose pull requests count
/// @param account whose the token is; empty if the forge tells
/// @param token read anew for every request, so that a renewed one counts at once
public record ForgeSettings(
    Kind kind,
    URI api,
    String repository,
    String main,
    Optional<String> account,
    TokenSource token,
    Limits limits) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1]");
  private static final Pattern REPOSITORY =
      Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*(/[A-Za-z0-9_.][A-Za-z0-9_.-]*)+");

  public ForgeSettings {
    boolean encrypted = "https".equalsIgnoreCase(api.getScheme());
    boolean here =
        "http".equalsIgnoreCase(api.getScheme()) && LOOPBACK.matcher(host(api)).matches();
    if (host(api).isEmpty() || !(encrypted || here)) {
      throw new IllegalArgumentException(
          api + " is no address to send a token to: it must begin with https://");
    }
    if (api.getRawUserInfo() != null || api.getRawQuery() != null || api.getRawFragment() != null) {
      throw new IllegalArgumentException("a forge's address has no user, no ? and no #");
    }
    api = withoutEnd(kind, api);
    if (api.toString().equals(kind.mistaken)) {
      throw new IllegalArgumentException("the API is at " + kind.publicApi + ", not at " + api);
    }
    if (!REPOSITORY.matcher(repository).matches()) {
      throw new IllegalArgumentException(
          "the repository is written as the forge names it, owner/name, not " + repository);
    }
  }

  /// As the libraries want it.
  private static URI withoutEnd(Kind kind, URI api) {
    String end =
        switch (kind) {
          case GITHUB -> "/+$";
          case GITLAB -> "(/api/v4)?/*$";
        };
    return URI.create(api.toString().replaceFirst(end, ""));
  }

  private static String host(URI api) {
    return api.getHost() == null ? "" : api.getHost();
  }

  /// Whose API.
  public enum Kind {
    GITHUB("https://api.github.com", "https://github.com"),
    GITLAB("https://gitlab.com", "");

    private final URI publicApi;
    private final String mistaken;

    /// @param mistaken what people take for it
    Kind(String publicApi, String mistaken) {
      this.publicApi = URI.create(publicApi);
      this.mistaken = mistaken;
    }

    /// Where the API of the forge is that is open to all.
    public URI publicApi() {
      return publicApi;
    }
  }

  /// Where the token is read from, such as a file that is renewed from outside.
  @FunctionalInterface
  public interface TokenSource {
    String read() throws IOException;
  }

  /// What one request may cost.
  ///
  /// @param time from the first byte sent to the last received
  /// @param answer bytes of an answer
  /// @param pages pages of one list: 100 entries each
  public record Limits(Duration time, int answer, int pages) {
    public static Limits defaults() {
      return new Limits(Duration.ofSeconds(30), 16 << 20, 100);
    }

    void checkPages(int page) throws ForgeException {
      if (page > pages) {
        throw ForgeException.lasting(
            "the forge's list goes on after " + pages + " pages of 100: nobody reads that");
      }
    }
  }

  @Override
  public String toString() {
    return "ForgeSettings[" + kind + " " + api + " " + repository + "]";
  }
}
