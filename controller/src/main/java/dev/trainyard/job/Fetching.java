package dev.trainyard.job;

import dev.trainyard.job.InputStager.Arrival;
import dev.trainyard.job.InputStager.Staged;
import dev.trainyard.model.work.ExitCause;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The files of one job that come from elsewhere, a few at a time. When one cannot be had, the
/// others are not waited for.
final class Fetching implements AutoCloseable {
  private static final int AT_A_TIME = 4;
  private static final Duration LOOK = Duration.ofMillis(200);

  private final JobSettings settings;
  private final Set<String> ownHosts;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory());
  private final AtomicReference<@Nullable JobFailure> firstFailure = new AtomicReference<>();
  private @Nullable Transfer transfer;

  /// @param ownHosts which may be asked besides those of the settings
  Fetching(JobSettings settings, Set<String> ownHosts) {
    this.settings = settings;
    this.ownHosts = Set.copyOf(ownHosts);
  }

  /// Begins to fetch a file.
  Arrival begin(Arrival work) {
    Future<Staged> result =
        threads.submit(
            () -> {
              try {
                return work.get();
              } catch (JobFailure e) {
                firstFailure.compareAndSet(null, e);
                throw e;
              }
            });
    return () -> wait(result);
  }

  private Staged wait(Future<Staged> result) throws IOException, JobFailure {
    try {
      while (true) {
        try {
          return result.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          lookAround();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobFailure(ExitCause.CANCELLED, "interrupted while inputs were staged");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case JobFailure failure -> throw failure;
        case IOException cause -> throw cause;
        case null, default -> throw new IllegalStateException("fetching an input", e.getCause());
      }
    }
  }

  private void lookAround() throws JobFailure {
    if (settings.cancellation().isCancelled()) {
      throw new JobFailure(ExitCause.CANCELLED, "cancelled while inputs were staged");
    }
    JobFailure other = firstFailure.get();
    if (other != null) {
      throw other;
    }
  }

  /// The HTTP client, made when the first file needs it.
  synchronized Transfer transfer() {
    Transfer made = transfer;
    if (made == null) {
      made =
          new Transfer(
              settings
                  .hosts()
                  .or(uri -> ownHosts.contains(uri.getRawAuthority().toLowerCase(Locale.ROOT))),
              settings.transfer());
      transfer = made;
    }
    return made;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    synchronized (this) {
      if (transfer != null) {
        transfer.close();
      }
    }
  }
}
