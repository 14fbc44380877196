package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Transitions;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.report.Figures;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Tells how a yard goes on, until its process is ended or the train that is watched is over.
final class Watch {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final OpenYard yard;
  private final Screen screen;
  private final Duration every;
  private final Optional<Named> named;
  private final Consumer<String> warn;
  private final StatusFetch fetch;
  private String warned = "";

  /// @param named what is watched; the whole yard if empty
  /// @param warn told why the branch cannot be fetched, once
  Watch(
      OpenYard yard, Screen screen, Duration every, Optional<Named> named, Consumer<String> warn) {
    this.yard = yard;
    this.screen = screen;
    this.every = every;
    this.named = named;
    this.warn = warn;
    this.fetch = new StatusFetch(yard);
  }

  /// How a watch ended.
  enum End {
    FINE,
    FAILED
  }

  /// What the screen shows.
  interface View {
    String text() throws IOException, UnknownRevisionException, UsageException;
  }

  End run(View view) throws IOException, UnknownRevisionException, UsageException {
    Memory told = Memory.EMPTY;
    String drawn = "";
    while (true) {
      Memory now = yard.memory();
      if (Colours.isTerminal()) {
        String text = view.text();
        if (!text.equals(drawn)) {
          screen.out().print(CLEAR + text);
        }
        drawn = text;
      } else {
        tell(told, now);
      }
      screen.flush();
      told = now;
      Optional<End> end = end(now);
      if (end.isPresent() || isInterrupted()) {
        return end.orElse(End.FINE);
      }
      fetch.failure().ifPresent(this::warnOnce);
    }
  }

  private void tell(Memory before, Memory after) {
    for (String change : Transitions.between(before, after)) {
      if (named.isEmpty() || isAbout(change, named.get())) {
        screen.line(Figures.timeUtc(InstantSource.system().instant()) + " " + change);
      }
    }
  }

  private static boolean isAbout(String change, Named named) {
    return change.startsWith(named + ": ") || change.startsWith("test of " + named + " on ");
  }

  private Optional<End> end(Memory now) {
    if (named.isEmpty() || named.get().kind() != Kind.TRAIN) {
      return Optional.empty();
    }
    TrainStatus train = now.trains().get(named.get().name());
    return train != null && train.phase() instanceof TrainPhase.Terminal
        ? Optional.of(train.phase() instanceof TrainPhase.Succeeded ? End.FINE : End.FAILED)
        : Optional.empty();
  }

  private void warnOnce(String message) {
    if (!message.equals(warned)) {
      warn.accept(message);
    }
    warned = message;
  }

  /// Waits for the next look.
  private boolean isInterrupted() {
    try {
      return new CountDownLatch(1).await(every.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
