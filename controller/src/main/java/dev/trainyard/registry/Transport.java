package dev.trainyard.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Carries requests to registries and answers back: over TLS unless the operator says otherwise,
/// not to internal hosts that the operator has not named, through few redirects, bounded in time
/// and size.
final class Transport implements AutoCloseable {
  /// More than any manifest or token that registries take.
  static final int MOST_BYTES = 4 << 20;

  private static final int MOST_REDIRECTS = 3;
  private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);
  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final int MOST_PORT = 65_535;
  private static final String AUTHORIZATION = "Authorization";

  private final RegistrySettings settings;
  private final HttpClient client;

  Transport(RegistrySettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECTING)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /// Asks, and follows redirects; who asks is told to the first host only.
  ///
  /// @throws RefusedAddressException if it leads to where nothing is sent
  /// @throws IOException if there is no answer in time, or too much of one
  HttpResponse<byte[]> send(String method, URI address, Map<String, String> headers)
      throws IOException {
    URI at = address;
    for (int hop = 0; ; hop++) {
      check(at);
      HttpResponse<byte[]> answer =
          send(request(method, at, headers, at.getAuthority().equals(address.getAuthority())));
      String location = answer.headers().firstValue("Location").orElse("");
      if (!REDIRECTS.contains(answer.statusCode()) || location.isEmpty()) {
        return answer;
      }
      if (hop == MOST_REDIRECTS) {
        throw new IOException("it redirects more than " + MOST_REDIRECTS + " times");
      }
      at = resolve(at, location);
    }
  }

  private static URI resolve(URI from, String location) throws IOException {
    try {
      return from.resolve(new URI(location));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("it redirects to what is no address", e);
    }
  }

  private HttpRequest request(
      String method, URI address, Map<String, String> headers, boolean first) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(settings.patience())
            .header("User-Agent", "Trainyard");
    headers.forEach(
        (name, value) -> {
          if (first || !name.equals(AUTHORIZATION)) {
            request.header(name, value);
          }
        });
    return request.build();
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    BodyHandler<byte[]> body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES);
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, body);
    try {
      return answer.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + settings.patience().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(why(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String why(@Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return "no connection";
    }
    String message = cause == null ? null : cause.getMessage();
    return message == null ? String.valueOf(cause) : message;
  }

  /// Makes sure that something may be sent there.
  private void check(URI address) throws IOException {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = address.getHost();
    String authority = address.getAuthority();
    if (host == null || authority == null || address.getUserInfo() != null) {
      throw new RefusedAddressException("it sends to what is no address of a host");
    }
    if (address.getPort() > MOST_PORT) {
      throw new RefusedAddressException("it sends to a port that there is not");
    }
    boolean plain = scheme.equals("http") && settings.plainHttp().contains(authority);
    if (!scheme.equals("https") && !plain) {
      throw new RefusedAddressException(
          "it sends to %s without TLS; the operator can allow that by images.plainHttp"
              .formatted(authority));
    }
    if (!settings.knows(authority) && isInternal(host)) {
      throw new RefusedAddressException(
          "it sends to the internal host %s; the operator can allow that by images.hosts"
              .formatted(authority));
    }
  }

  private static boolean isInternal(String host) throws UnknownHostException {
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (InternalAddresses.contain(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
