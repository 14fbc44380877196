package dev.trainyard.controller;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What ends the controller's sleep early: a task that ended, a listing that is there, a signal to
/// stop.
final class WakeUps {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private long rings;
  private long heard;

  /// Wakes the controller, now or at its next sleep.
  void ring() {
    lock.lock();
    try {
      rings++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Sleeps until somebody rings, or for this long.
  ///
  /// @return whether somebody has rung since the last call
  boolean await(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (rings == heard && left > 0) {
        left = rung.awaitNanos(Math.min(left, TimeUnit.HOURS.toNanos(1)));
      }
      boolean woken = rings != heard;
      heard = rings;
      return woken;
    } finally {
      lock.unlock();
    }
  }

  /// Lets events of this time come together, and hears them all.
  void gather(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (left > 0) {
        left = rung.awaitNanos(left);
      }
      heard = rings;
    } finally {
      lock.unlock();
    }
  }
}
