package dev.trainyard.job;

import java.util.concurrent.atomic.AtomicBoolean;

/// The wish that a job or merge ends now: its wagons are ended, and that is recorded.
public final class Cancellation {
  private final AtomicBoolean cancelled = new AtomicBoolean();

  public void cancel() {
    cancelled.set(true);
  }

  public boolean isCancelled() {
    return cancelled.get();
  }
}
