package dev.trainyard.cli;

import dev.trainyard.config.UnsafeEditException;
import dev.trainyard.model.status.TrainStatus;
import java.util.Optional;

/// What a command makes of the file of a train.
sealed interface TrainChange {
  /// The file is written anew.
  ///
  /// @param summary first line of the commit message
  /// @param next what happens then, for people
  record Edited(String content, String summary, String next) implements TrainChange {}

  /// The file is deleted.
  record Deleted(String summary, String next) implements TrainChange {}

  /// It stands as it is wanted already.
  record Nothing(String why) implements TrainChange {}

  /// Decides what becomes of the file of a train.
  @FunctionalInterface
  interface Decision {
    /// The change, which may be none.
    ///
    /// @param status what the controller said of the train last, if this clone knows
    TrainChange of(TrainFile file, Optional<TrainStatus> status) throws UnsafeEditException;
  }
}
