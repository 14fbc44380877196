package dev.trainyard.git;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/// Opens HTTP connections to one origin only, with the token and within the allowance.
///
/// By itself JGit gives the token to whatever host a redirect names.
final class GuardedHttp implements HttpConnectionFactory {
  private final Origin origin;
  private final Optional<String> authorization;
  private final Allowance allowance;
  private volatile int lastResponse;

  GuardedHttp(URIish remote, Secrets secrets, Allowance allowance) {
    this.origin = Origin.of(remote.getScheme(), remote.getHost(), remote.getPort());
    this.authorization = secrets.login().map(GuardedHttp::basic);
    this.allowance = allowance;
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  /// The status of the last answer, 0 before the first.
  int lastResponse() {
    return lastResponse;
  }

  void answered(int response) {
    lastResponse = response;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return create(url, null);
  }

  @Override
  public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
    allowance.check();
    if (!Origin.of(url).equals(origin)) {
      throw new IOException("another host than that of the repository was named; not followed");
    }
    URLConnection opened = proxy == null ? url.openConnection() : url.openConnection(proxy);
    HttpURLConnection connection = (HttpURLConnection) opened;
    authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
    return new GuardedConnection(connection, this, allowance);
  }

  /// What a token is bound to.
  private record Origin(String scheme, String host, int port) {
    static Origin of(URL url) throws IOException {
      try {
        URI uri = url.toURI();
        return of(uri.getScheme(), uri.getHost(), uri.getPort());
      } catch (URISyntaxException e) {
        throw new IOException("not a URL", e);
      }
    }

    static Origin of(@Nullable String scheme, @Nullable String host, int port) {
      String lowScheme = scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
      int standard = lowScheme.equals("https") ? 443 : 80;
      String lowHost = host == null ? "" : host.toLowerCase(Locale.ROOT);
      return new Origin(lowScheme, lowHost, port < 0 ? standard : port);
    }
  }
}
