package dev.trainyard.engine.local;

import dev.trainyard.engine.EngineUnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that changes the life of tasks, and helpers for what takes long. A step that
/// fails is logged here; the next look at the running tasks takes it up again.
final class Hand implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hand.class);
  private static final long PATIENCE_SECONDS = 10;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("local-engine").factory());
  private final ExecutorService helpers = Executors.newVirtualThreadPerTaskExecutor();

  /// Something that reads or writes the ledger.
  interface Step {
    void run() throws IOException;
  }

  /// What to do with a value.
  interface Next<T> {
    void run(T value) throws IOException;
  }

  /// Does it soon.
  void soon(Step step) {
    try {
      thread.execute(() -> logged(step));
    } catch (RejectedExecutionException _) {
      // It is closed: the next engine finds what is to be done.
    }
  }

  /// Does it when the future is there.
  void after(CompletableFuture<?> future, Step step) {
    var _ = future.thenRun(() -> soon(step));
  }

  /// Does it again and again.
  void every(Duration pause, Step step) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> logged(step), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Works on something long aside, and goes on with its result.
  ///
  /// @param otherwise the result of a work that failed
  <T> void apart(Supplier<T> work, T otherwise, Next<T> next) {
    helpers.execute(
        () -> {
          T value = valueOf(work, otherwise);
          soon(() -> next.run(value));
        });
  }

  private static <T> T valueOf(Supplier<T> work, T otherwise) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("A work of the local engine failed; it is tried again");
      return otherwise;
    }
  }

  /// Does it now and waits for it.
  void now(Step step) throws EngineUnreachableException {
    try {
      Future<?> done =
          thread.submit(
              () -> {
                step.run();
                return step;
              });
      done.get();
    } catch (RejectedExecutionException e) {
      throw new EngineUnreachableException("the local engine is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineUnreachableException("interrupted while asking the local engine", e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static EngineUnreachableException failure(ExecutionException e) {
    if (e.getCause() instanceof IOException cause) {
      return new EngineUnreachableException("the ledger: " + cause.getMessage(), cause);
    }
    throw new IllegalStateException(e.getCause());
  }

  private static void logged(Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      LOG.atError().setCause(e).log("A step of the local engine failed");
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    helpers.shutdownNow();
    try {
      boolean _ =
          thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)
              && helpers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
