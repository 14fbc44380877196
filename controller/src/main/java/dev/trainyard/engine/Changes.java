package dev.trainyard.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts tasks that were seen to become over, for [Engine#awaitChange].
public final class Changes {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long count;

  /// So many tasks more are over.
  public void add(int more) {
    if (more == 0) {
      return;
    }
    lock.lock();
    try {
      count += more;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the count is not `seen`, and returns it.
  public long await(long seen, Duration atMost) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(atMost);
    lock.lockInterruptibly();
    try {
      while (count == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }
}
