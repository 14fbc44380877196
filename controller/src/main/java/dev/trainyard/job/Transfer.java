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
import java.util.Map;
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
import java.util.function.Supplier;

/// Fetches files over HTTP: whole within a deadline, however slowly a server drips; never more
/// bytes than asked for; only from hosts that are allowed, also after a redirect. A large file has
/// longer. What breaks off or stalls is taken up again, see [Download].
final class Transfer implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);
  private static final int MOST_REDIRECTS = 5;
  private static final int OK = 200;

  private final Predicate<URI> hosts;
  private final Duration deadline;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  /// @param deadline for one file, from the first byte sent to the last received, if it is small
  Transfer(Predicate<URI> hosts, Duration deadline) {
    this.hosts = hosts;
    this.deadline = deadline;
    Duration quarter = deadline.dividedBy(4);
    this.patience = quarter.compareTo(MOST_PATIENCE) < 0 ? quarter : MOST_PATIENCE;
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
    /// Begins with nothing, whatever came before.
    OutputStream open() throws IOException;
  }

  /// Fetches a file.
  ///
  /// @throws JobFailure INPUT_BAD if the server says that it is not there or it is too long,
  ///   STAGING_FAILED if it may work another time, of the store if it cannot be kept
  Checksum fetch(URI uri, Sink sink, SizeLimit limit) throws IOException, JobFailure {
    Download download = new Download(this, uri, sink, limit);
    return within(
        uri,
        download::run,
        () -> {
          download.abortIfStalled(patience);
          return deadline.plus(download.extension());
        });
  }

  /// The size that the server tells, if it does.
  OptionalLong size(URI uri) {
    try {
      return within(
          uri,
          () -> {
            HttpResponse<InputStream> response = ask(uri, "HEAD", Map.of());
            response.body().close();
            return response.statusCode() == OK
                ? response.headers().firstValueAsLong("content-length")
                : OptionalLong.empty();
          },
          () -> deadline);
    } catch (IOException | JobFailure e) {
      return OptionalLong.empty();
    }
  }

  /// Asks for a file and follows redirects; the answer may be a refusal.
  ///
  /// @throws JobFailure if it, or what it is redirected to, may not be asked for
  HttpResponse<InputStream> ask(URI start, String method, Map<String, String> headers)
      throws IOException, InterruptedException, JobFailure {
    URI uri = start;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      if (!hosts.test(uri)) {
        String why = "inputs may not come from " + uri.getHost() + ": " + start;
        throw new JobFailure(
            ExitCause.INPUT_BAD, why + "; the operator allows hosts in inputs.hosts");
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .timeout(patience)
              .method(method, HttpRequest.BodyPublishers.noBody());
      headers.forEach(request::header);
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      Optional<String> location = response.headers().firstValue("location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return response;
      }
      response.body().close();
      uri = redirected(uri, location.get());
    }
    throw new JobFailure(ExitCause.INPUT_BAD, "more than five redirects from " + start);
  }

  /// The failure that an answer without the file means.
  static JobFailure refused(URI uri, int status) {
    boolean again = status >= 500 || status == 408 || status == 425 || status == 429;
    return new JobFailure(
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

  /// @param look done now and then, while it takes; tells how long it may
  private <T> T within(URI uri, Callable<T> work, Supplier<Duration> look)
      throws IOException, JobFailure {
    Future<T> result = threads.submit(work);
    long start = System.nanoTime();
    Duration most = deadline;
    try {
      while (System.nanoTime() - start < most.toNanos()) {
        try {
          return result.get(patience.toMillis() / 4 + 1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          most = look.get();
        }
      }
      throw new JobFailure(
          ExitCause.STAGING_FAILED, uri + " took longer than " + Durations.format(most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobFailure(ExitCause.CANCELLED, "interrupted while fetching " + uri);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JobFailure failure) {
        throw failure;
      } else if (e.getCause() instanceof IOException
          || e.getCause() instanceof NumberFormatException) {
        String why = LogExcerpt.clean(e.getCause().getMessage() + "");
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
