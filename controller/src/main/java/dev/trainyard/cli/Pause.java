package dev.trainyard.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The time between two looks.
final class Pause {
  private Pause() {}

  /// Waits.
  ///
  /// @return whether all of the time passed; if not, the thread was interrupted, and still is
  static boolean of(Duration time) {
    try {
      return !new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
