package dev.trainyard.cli;

import dev.trainyard.report.SafeText;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A line at the bottom of a terminal that says how far something is, and goes when it is over.
/// Where there is no terminal, nothing is written.
final class ProgressLine implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";
  private static final long PAUSE_MILLIS = 200;

  private final PrintWriter err;
  private final Supplier<String> text;
  private final ScheduledExecutorService ticker;

  private ProgressLine(PrintWriter err, Supplier<String> text, ScheduledExecutorService ticker) {
    this.err = err;
    this.text = text;
    this.ticker = ticker;
  }

  /// Shows what `text` says, again and again.
  static ProgressLine show(PrintWriter err, Supplier<String> text) {
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());
    ProgressLine line = new ProgressLine(err, text, ticker);
    if (TerminalStream.ERR.isTerminal()) {
      ScheduledFuture<?> _ =
          ticker.scheduleWithFixedDelay(line::write, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return line;
  }

  private void write() {
    err.print(ERASE + SafeText.plain(text.get()));
    err.flush();
  }

  /// Says what is wrong, on a line of its own.
  void complain(String text) {
    erase();
    err.println(SafeText.plain(text));
  }

  private void erase() {
    if (TerminalStream.ERR.isTerminal()) {
      err.print(ERASE);
      err.flush();
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    ticker.close();
    erase();
  }
}
