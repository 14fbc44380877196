package dev.trainyard.cli;

import dev.trainyard.job.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Turns SIGTERM and SIGINT into a cancellation, and keeps the process alive until the work has
/// ended properly.
///
/// @param done counted down when the work has ended
record StopSignal(Cancellation cancellation, CountDownLatch done) implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  static StopSignal install(Cancellation cancellation) {
    StopSignal stop = new StopSignal(cancellation, new CountDownLatch(1));
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stop::stop));
    return stop;
  }

  private void stop() {
    cancellation.cancel();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("trainyard: stopped before its work had ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
