package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Transitions;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.report.Figures;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private final Set<String> warned = new HashSet<>();
  private String drawn = "";

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
    String text(Memory memory) throws IOException, UnknownRevisionException;
  }

  End run(View view) throws IOException, UnknownRevisionException {
    Optional<Declared<TrainSpec>> declared = declared();
    Optional<String> failure = Optional.empty();
    Memory told = Memory.EMPTY;
    while (true) {
      try {
        Memory now = yard.memory();
        Optional<TrainStatus> train = train(now);
        boolean latest = train.isEmpty() || LatestRun.isTold(declared.orElse(null), train.get());
        List<String> notes = new ArrayList<>(failure.stream().toList());
        if (!latest) {
          notes.add(named.orElseThrow() + " is to run again; what is told is of its last run");
        }
        show(told, now, view, notes);
        told = now;
        if (latest && train.isPresent() && train.get().phase() instanceof TrainPhase.Terminal end) {
          return end instanceof TrainPhase.Succeeded ? End.FINE : End.FAILED;
        }
      } catch (IOException e) {
        warnOnce("the status cannot be read now: " + e.getMessage());
      }
      if (!Pause.of(every)) {
        return End.FINE;
      }
      failure = fetch.failure();
    }
  }

  /// The train that is watched, if it is one and was told of.
  private Optional<TrainStatus> train(Memory now) {
    return named
        .filter(it -> it.kind() == Kind.TRAIN)
        .flatMap(it -> Optional.ofNullable(now.trains().get(it.name())));
  }

  /// A screen shows what there is now, with its notes; elsewhere changes are told, and notes once.
  private void show(Memory before, Memory now, View view, List<String> notes)
      throws IOException, UnknownRevisionException {
    if (TerminalStream.OUT.isTerminal()) {
      StringBuilder text = new StringBuilder(view.text(now));
      notes.forEach(note -> text.append(SafeText.plain(note)).append('\n'));
      if (!text.toString().equals(drawn)) {
        screen.out().print(CLEAR + text);
      }
      drawn = text.toString();
    } else {
      tell(before, now);
      notes.forEach(this::warnOnce);
    }
    screen.flush();
  }

  /// The train that is watched, as it is asked for here.
  private Optional<Declared<TrainSpec>> declared() throws IOException, UnknownRevisionException {
    return named.isEmpty() || named.get().kind() != Kind.TRAIN
        ? Optional.empty()
        : Optional.ofNullable(yard.snapshot().trains().get(named.get().name()));
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

  private void warnOnce(String message) {
    if (warned.add(message)) {
      warn.accept(message);
    }
  }
}
