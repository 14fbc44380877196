package dev.trainyard.engine.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How fast requests may follow each other: a bucket of tokens that fills evenly, and pauses that
/// the server asks for.
final class Pace {
  private final double perSecond;
  private final double burst;
  private final InstantSource steady;
  private double tokens;
  private Instant filled;
  private Instant pausedUntil = Instant.MIN;

  /// @param steady a clock that nobody sets
  Pace(int perSecond, int burst, InstantSource steady) {
    this.perSecond = perSecond;
    this.burst = Math.max(1, burst);
    this.steady = steady;
    this.tokens = this.burst;
    this.filled = steady.instant();
  }

  /// Waits until the next request may be sent.
  void await() throws InterruptedException {
    for (Duration wait = take(); wait.isPositive(); wait = take()) {
      LockSupport.parkNanos(TimeUnit.NANOSECONDS.convert(wait));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /// The server asks for silence.
  synchronized void pause(Duration time) {
    Instant until = steady.instant().plus(time);
    pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
  }

  /// Takes a token, or says how long there will be none.
  private synchronized Duration take() {
    Instant now = steady.instant();
    tokens = Math.min(burst, tokens + perSecond * Duration.between(filled, now).toNanos() / 1e9);
    filled = now;
    if (now.isBefore(pausedUntil)) {
      return Duration.between(now, pausedUntil);
    }
    if (tokens < 1) {
      return Duration.ofNanos((long) ((1 - tokens) / perSecond * 1e9) + 1);
    }
    tokens -= 1;
    return Duration.ZERO;
  }
}
