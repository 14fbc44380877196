package dev.trainyard.engine.local;

import dev.trainyard.model.work.TaskState;
import org.jspecify.annotations.Nullable;

/// How the engine follows a task that is seen as running.
sealed interface Watched {
  /// A child of this process, which will tell when it ends.
  record Child() implements Watched {}

  /// Started by an engine before this one: it has to be looked at.
  record Adopted(Claim claim) implements Watched {}

  /// Its process has ended; what became of it is still to be read.
  record Gone() implements Watched {}

  /// Its processes are to be ended, or still to be found gone, and nobody is at it.
  record ToEnd(TaskState verdict) implements Watched {}

  /// Its processes are being ended; if it did not end by itself meanwhile, this is its state then.
  record Ending(TaskState verdict) implements Watched {}

  /// Whether it was decided that a task ends.
  static boolean isEnding(@Nullable Watched how) {
    return how instanceof Ending || how instanceof ToEnd;
  }
}
