package dev.trainyard.web;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Runs something at the first call, and then at most once in a while, however often it is called;
/// the last call is never lost.
final class Nudge {
  private final Runnable action;
  private final Duration pause;
  private final ScheduledExecutorService timer;
  private final AtomicReference<State> state = new AtomicReference<>(State.RESTED);

  private enum State {
    RESTED,
    /// It has run a moment ago.
    TIRED,
    /// As tired, and called again.
    CALLED
  }

  Nudge(Runnable action, Duration pause, ScheduledExecutorService timer) {
    this.action = action;
    this.pause = pause;
    this.timer = timer;
  }

  void give() {
    State before = state.getAndUpdate(it -> it == State.RESTED ? State.TIRED : State.CALLED);
    if (before == State.RESTED) {
      run();
    }
  }

  private void run() {
    ScheduledFuture<?> _ = timer.schedule(this::rested, pause.toMillis(), TimeUnit.MILLISECONDS);
    action.run();
  }

  private void rested() {
    State before = state.getAndUpdate(it -> it == State.CALLED ? State.TIRED : State.RESTED);
    if (before == State.CALLED) {
      run();
    }
  }
}
