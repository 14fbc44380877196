package dev.trainyard.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// A stream that is broken off when nothing comes of it for so long: a server that has stopped
/// sending closes nothing by itself.
final class ImpatientStream extends FilterInputStream {
  private static final int LOOKS = 4;

  private final Duration patience;
  private final Thread watch;

  /// Since when a read waits, in the time of [System#nanoTime]; 0 if none does.
  private volatile long waiting;

  private volatile boolean stalled;

  ImpatientStream(InputStream in, Duration patience) {
    super(in);
    this.patience = patience;
    this.watch = Thread.ofVirtual().start(this::watch);
  }

  private void watch() {
    while (Pause.of(patience.dividedBy(LOOKS))) {
      long since = waiting;
      if (since != 0 && System.nanoTime() - since > patience.toNanos()) {
        stalled = true;
        try {
          in.close();
        } catch (IOException _) {
          // It is broken off, and that is all that is wanted.
        }
        return;
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    waiting = Math.max(1, System.nanoTime());
    try {
      int count = in.read(bytes, from, length);
      if (!stalled) {
        return count;
      }
    } catch (IOException e) {
      if (!stalled) {
        throw e;
      }
    } finally {
      waiting = 0;
    }
    throw new IOException("nothing came for " + patience.toSeconds() + " s");
  }

  @Override
  public void close() throws IOException {
    watch.interrupt();
    super.close();
  }
}
