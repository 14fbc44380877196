package dev.trainyard.cli;

import dev.trainyard.model.Condition;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import org.jspecify.annotations.Nullable;

/// Whether what is told of a train speaks of the run that the yard asks for, or of one before it.
final class LatestRun {
  private static final String DECLARED = "Declared";

  private LatestRun() {}

  /// Whether a status speaks of the run that is asked for: `rerun` was not raised since, and the
  /// file was not deleted and declared again.
  ///
  /// @param declared the train as the yard has it; null if its file is gone
  static boolean isTold(@Nullable Declared<TrainSpec> declared, TrainStatus status) {
    return declared == null || (declared.spec().rerun() <= status.rerun() && !startsAnew(status));
  }

  /// What was over when its file was deleted starts anew where there is a file.
  private static boolean startsAnew(TrainStatus status) {
    return status.phase() instanceof TrainPhase.Terminal
        && Condition.denies(status.conditions(), DECLARED);
  }
}
