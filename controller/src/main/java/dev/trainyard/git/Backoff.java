package dev.trainyard.git;

import java.io.InterruptedIOException;
import java.util.random.RandomGenerator;

/// How long to wait after a lost race: longer each time, and never as long as the other one.
record Backoff(RandomGenerator random) {
  static final int ATTEMPTS = 12;
  private static final long FIRST_MILLIS = 20;
  private static final long LONGEST_MILLIS = 2_000;

  void pause(int lost) throws InterruptedIOException {
    long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(lost, 10));
    try {
      Thread.sleep(random.nextLong(1, most + 1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to push again");
    }
  }
}
