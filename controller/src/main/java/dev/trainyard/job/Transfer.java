package dev.trainyard.job;

import dev.trainyard.model.Durations;
import dev.trainyard.model.work.ExitCause;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Fetches files over HTTP: whole within a deadline, however slowly a server drips; never more
/// bytes than asked for; only from hosts that are allowed, also after a redirect.
final class Transfer implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int MOST_REDIRECTS = 5;

  private final Predicate<URI> hosts;
  private final Duration deadline;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  /// @param deadline for one file, from the first byte sent to the last received
  Transfer(Predicate<URI> hosts, Duration deadline) {
    this.hosts = hosts;
    this.deadline = deadline;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(threads)
            .build();
  }

  /// Where a body goes.
  @FunctionalInterface
  interface Sink {
    OutputStream open() throws IOException;
  }

  /// Fetches a file of at most so many bytes.
  ///
  /// @throws JobFailure INPUT_BAD if the server says that it is not there or it is too long,
  ///   STAGING_FAILED if it may work another time
  Checksum fetch(URI uri, Sink sink, long atMost) throws IOException, JobFailure {
    return within(uri, () -> body(uri, sink, atMost));
  }

  private Checksum body(URI uri, Sink sink, long atMost)
      throws IOException, InterruptedException, JobFailure {
    HttpResponse<InputStream> response = follow(uri, "GET");
    try (InputStream in = response.body();
        OutputStream out = sink.open()) {
      return Checksum.copy(in, out, atMost);
    } catch (Checksum.TooLongException e) {
      throw new JobFailure(ExitCause.INPUT_BAD, uri + " has " + e.getMessage());
    }
  }

  /// The size that the server tells, if it does.
  OptionalLong size(URI uri) {
    try {
      return within(
          uri,
          () -> {
            HttpResponse<InputStream> response = follow(uri, "HEAD");
            response.body().close();
            return response.headers().firstValueAsLong("content-length");
          });
    } catch (IOException | JobFailure | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private HttpResponse<InputStream> follow(URI start, String method)
      throws IOException, InterruptedException, JobFailure {
    URI uri = start;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      if (!hosts.test(uri)) {
        throw new JobFailure(
            ExitCause.INPUT_BAD, "inputs may not come from " + uri.getHost() + ": " + start);
      }
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .timeout(deadline)
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      Optional<String> location = response.headers().firstValue("location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return accepted(uri, response);
      }
      response.body().close();
      uri = redirected(uri, location.get());
    }
    throw new JobFailure(ExitCause.INPUT_BAD, "more than five redirects from " + start);
  }

  private static HttpResponse<InputStream> accepted(URI uri, HttpResponse<InputStream> response)
      throws IOException, JobFailure {
    int status = response.statusCode();
    if (status == 200) {
      return response;
    }
    response.body().close();
    boolean again = status >= 500 || status == 408 || status == 425 || status == 429;
    throw new JobFailure(
        again ? ExitCause.STAGING_FAILED : ExitCause.INPUT_BAD,
        uri + " answered with status " + status);
  }

  /// A redirect keeps to HTTP, and does not go from an encrypted connection to an open one.
  private static URI redirected(URI from, String to) throws JobFailure {
    try {
      URI target = from.resolve(to);
      boolean weaker = isSecure(from) && !isSecure(target);
      if (Location.isHttp(target) && target.getHost() != null && !weaker) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new JobFailure(
        ExitCause.INPUT_BAD, from + " redirects to " + LogExcerpt.clean(to) + ", which is refused");
  }

  private static boolean isSecure(URI uri) {
    return uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).equals("https");
  }

  private <T> T within(URI uri, Callable<T> work) throws IOException, JobFailure {
    Future<T> result = threads.submit(work);
    try {
      return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new JobFailure(
          ExitCause.STAGING_FAILED, uri + " took longer than " + Durations.format(deadline));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobFailure(ExitCause.CANCELLED, "interrupted while fetching " + uri);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JobFailure failure) {
        throw failure;
      } else if (e.getCause() instanceof IOException cause) {
        String why = LogExcerpt.clean(cause.getMessage() + "");
        throw new JobFailure(ExitCause.STAGING_FAILED, uri + " could not be fetched: " + why);
      }
      throw new IllegalStateException("fetching " + uri, e.getCause());
    } finally {
      result.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
