package dev.trainyard.forge;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// Which forge, and how it is spoken to.
///
/// @param kind whose API it speaks
/// @param api where that is: `https://api.github.com`, `https://github.example.org/api/v3`,
///   `https://gitlab.example.org` (without `/api/v4`)
/// @param repository `owner/name`; on GitLab also `group/subgroup/name`
/// @param main the branch whose pull requests count
/// @param token read anew for every request, so that a renewed one counts at once
public record ForgeSettings(
    Kind kind, URI api, String repository, String main, TokenSource token, Limits limits) {

  /// Whose API.
  public enum Kind {
    GITHUB,
    GITLAB
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
  }

  @Override
  public String toString() {
    return "ForgeSettings[" + kind + " " + api + " " + repository + "]";
  }
}
