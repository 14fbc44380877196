package dev.trainyard.runs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A text behind an address, which the server need not send again if it knows that it is the same.
/// The operator chose the address: redirects are not followed.
final class WebBytes implements TextSource.Bytes {
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final URI uri;
  private final int most;
  private final Duration limit;
  private final HttpClient client;
  private Optional<String> tag = Optional.empty();

  WebBytes(URI uri, int most, Duration limit) {
    this.uri = uri;
    this.most = most;
    this.limit = limit;
    this.client =
        HttpClient.newBuilder().followRedirects(Redirect.NEVER).connectTimeout(limit).build();
  }

  @Override
  public byte @Nullable [] read(boolean isKnown) throws SourceException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(limit).GET();
    if (isKnown) {
      tag.ifPresent(it -> request.header("If-None-Match", it));
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return switch (response.statusCode()) {
          case NOT_MODIFIED -> null;
          case OK -> {
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
              throw new SourceException(
                  "TooLarge",
                  "it holds more than %d MiB; a database can hold more".formatted(most >> 20));
            }
            tag = response.headers().firstValue("etag");
            yield bytes;
          }
          default ->
              throw new SourceException(
                  "SourceGone", "the server answers with status " + response.statusCode());
        };
      }
    } catch (IOException e) {
      throw new SourceException("SourceGone", "it cannot be fetched", e);
    }
  }

  @Override
  public void forget() {
    tag = Optional.empty();
  }
}
