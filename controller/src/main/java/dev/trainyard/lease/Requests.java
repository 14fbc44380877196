package dev.trainyard.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks with an end: what is not answered in time is given up, whatever it waits for.
///
/// The client library has a limit of its own, which counts until the first bytes of an answer only.
final class Requests implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration patience;

  Requests(Duration patience) {
    this.patience = patience;
  }

  /// @throws IOException if it is not answered in time, or the request ends with that
  <T> T ask(Callable<T> request) throws IOException {
    Future<T> answer = threads.submit(request);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the cluster does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the cluster was asked", e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      answer.cancel(true);
    }
  }

  private static IOException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException known -> known;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> new IOException(e);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
