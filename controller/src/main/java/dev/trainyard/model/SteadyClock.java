package dev.trainyard.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Time for waits and limits: it passes evenly, whatever the wall clock is set to meanwhile. Its
/// instants mean something within one process only.
public final class SteadyClock implements InstantSource {
  private final Instant start;
  private final LongSupplier nanos;
  private final long startNanos;

  /// @param nanos nanoseconds from any origin, which never go back
  public SteadyClock(Instant start, LongSupplier nanos) {
    this.start = start;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }

  /// What is left of a limit for something that began at an instant of the wall clock: never more
  /// than all of it, even if the wall clock was set back since.
  public static Duration left(Duration limit, Instant began, Instant now) {
    Duration gone = Duration.between(began, now);
    return gone.isNegative() ? limit : limit.minus(gone);
  }
}
