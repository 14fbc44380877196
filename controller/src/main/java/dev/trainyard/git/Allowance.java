package dev.trainyard.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ProgressMonitor;

/// What is left of the time and bytes of one remote operation.
///
/// JGit's own timeout counts silence only, so a dripping server would hold it for ever.
final class Allowance {
  private final RemoteLimits limits;
  private final long start = System.nanoTime();
  private final AtomicLong received = new AtomicLong();
  private final List<Runnable> closing = new CopyOnWriteArrayList<>();
  private volatile boolean givenUp;

  Allowance(RemoteLimits limits) {
    this.limits = limits;
  }

  /// What closes a connection that is still open when the operation is given up.
  void onGivenUp(Runnable close) {
    closing.add(close);
    if (givenUp) {
      close.run();
    }
  }

  /// From now on every read fails.
  void giveUp() {
    givenUp = true;
  }

  /// Closes the connections, which may take a while.
  void closeConnections() {
    closing.forEach(Runnable::run);
  }

  boolean isOver() {
    return givenUp || System.nanoTime() - start >= limits.time().toNanos();
  }

  boolean isOverrun() {
    return received.get() > limits.received().bytes();
  }

  void check() throws IOException {
    if (isOver()) {
      throw new InterruptedIOException("the time limit of the operation is over");
    }
    if (isOverrun()) {
      throw new IOException("the remote sent more bytes than allowed");
    }
  }

  /// For `file:`, where no stream of ours is in between; the others are stopped by their streams
  /// too.
  ProgressMonitor monitor() {
    return new EmptyProgressMonitor() {
      @Override
      public boolean isCancelled() {
        return isOver();
      }
    };
  }

  InputStream guard(InputStream in) {
    return new GuardedStream(in);
  }

  /// Checks the allowance before and after every read.
  private final class GuardedStream extends InputStream {
    private final InputStream in;

    GuardedStream(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      check();
      int value = in.read();
      if (value >= 0) {
        received.incrementAndGet();
      }
      check();
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      check();
      int count = in.read(buffer, offset, length);
      if (count > 0) {
        received.addAndGet(count);
      }
      check();
      return count;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
