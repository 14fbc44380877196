package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.WagonRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /// The newest test on each dataset.
  public List<WagonTestStatus> newestTests() {
    Map<String, WagonTestStatus> newest = new LinkedHashMap<>();
    tests.forEach(test -> newest.putIfAbsent(test.dataset(), test));
    return List.copyOf(newest.values());
  }
}
