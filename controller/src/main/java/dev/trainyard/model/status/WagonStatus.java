package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.WagonRef;
import java.util.List;

/// What became of a wagon: `wagons/ANALYSIS/WAGON.yaml` of the status branch.
///
/// @param tests newest first: all that are wanted, and older ones up to [#MOST_TESTS]
public record WagonStatus(
    WagonRef wagon, String description, CommitId observedCommit, List<WagonTestStatus> tests) {
  /// How many results the file keeps beyond those that are wanted; older ones are in its history.
  public static final int MOST_TESTS = 20;

  public WagonStatus {
    tests = List.copyOf(tests);
  }
}
