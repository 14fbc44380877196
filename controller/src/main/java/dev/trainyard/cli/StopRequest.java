package dev.trainyard.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// SIGTERM or Ctrl-C: it ends the round, and the process when all is closed. Java would end with
/// 143 or 130 then; to be stopped is no failure of a controller, whatever it was at: it may be
/// killed at any instant.
final class StopRequest {
  /// How long a round may go on after it was asked to end.
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// How long closing may take after the round was broken off.
  private static final Duration LAST_GRACE = Duration.ofSeconds(5);

  /// What is told of where it was when that was not enough.
  private static final int MOST_FRAMES = 30;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private final AtomicReference<@Nullable Runnable> stoppable = new AtomicReference<>();
  private final PrintWriter err;
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile ExitCode end;

  private StopRequest(ExitCode ifStopped, PrintWriter err) {
    this.end = ifStopped;
    this.err = err;
  }

  /// @param ifStopped what the process ends with if it was stopped before it knows better
  /// @param err takes what is to be told
  static StopRequest awaited(ExitCode ifStopped, PrintWriter err) {
    StopRequest signal = new StopRequest(ifStopped, err);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(signal::stop));
    return signal;
  }

  /// What is to be done then; at once, if it was asked already.
  void stops(Runnable stopping) {
    stoppable.set(stopping);
    if (asked.getCount() == 0) {
      stopping.run();
    }
  }

  /// Waits so long; tells whether it was asked by then.
  boolean isMadeWithin(Duration time) throws InterruptedException {
    return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// All is closed.
  void isOver() {
    done.countDown();
  }

  void endsWith(ExitCode code) {
    end = code;
  }

  /// Asks all to end, and waits for nothing.
  void make() {
    asked.countDown();
    Runnable stopping = stoppable.get();
    if (stopping != null) {
      stopping.run();
    }
  }

  private void stop() {
    if (done.getCount() == 0) {
      return; // it has ended by itself
    }
    make();
    try {
      if (!isDone(GRACE)) {
        String where = place();
        worker.interrupt();
        if (!isDone(LAST_GRACE)) {
          err.println(
              "trainyard run: stopped before the round had ended; nothing is lost. It was at"
                  + where);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(end.code());
  }

  private boolean isDone(Duration within) throws InterruptedException {
    return done.await(within.toSeconds(), TimeUnit.SECONDS);
  }

  /// Where the round is, for who has to find out why it does not end.
  private String place() {
    return Stream.of(worker.getStackTrace())
        .limit(MOST_FRAMES)
        .map(frame -> "\n  " + frame)
        .collect(Collectors.joining());
  }
}
