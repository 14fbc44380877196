package dev.trainyard.plan;

import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/// Which trains of a listener may be on their way: those that are, then those that wait for nothing
/// but that, the lowest run first, then new ones. One that waits for a person takes no place; when
/// that is over, it waits for one as well.
final class ListenerPlaces {
  /// Trains that wait for a person take no place, but there are never more than this.
  private static final int MOST_OPEN = 1000;

  private final int most;
  private final TreeSet<Long> queued = new TreeSet<>();
  private int taken;
  private int open;
  private int waiting;

  /// @param most how many there are
  /// @param isHeld whether the train of this run must not leave
  ListenerPlaces(int most, SortedMap<Long, TrainStatus> trains, LongPredicate isHeld) {
    this.most = most;
    trains.forEach(
        (run, train) -> {
          taken += train.phase() instanceof TrainPhase.Underway ? 1 : 0;
          open += train.phase() instanceof TrainPhase.Terminal ? 0 : 1;
        });
    trains.forEach(
        (run, train) -> {
          switch (train.phase()) {
            case TrainPhase.Pending _ -> take(run);
            case TrainPhase.Held _ when !isHeld.test(run) -> take(run);
            case TrainPhase.Blocked _, TrainPhase.Held _ -> queued.add(run);
            case TrainPhase.Underway _, TrainPhase.Terminal _ -> {}
          }
        });
  }

  private void take(long run) {
    if (taken < most) {
      taken++;
    } else {
      waiting++;
      queued.add(run);
    }
  }

  /// Whether one more train may be started.
  boolean isFree() {
    return taken < most && open < MOST_OPEN;
  }

  /// Gives a place to one more train.
  void take() {
    taken++;
    open++;
  }

  /// How many are taken.
  int taken() {
    return taken;
  }

  /// How many trains wait for nothing but a place.
  int waiting() {
    return waiting;
  }

  /// Whether this train must not leave now.
  boolean isQueued(long run) {
    return queued.contains(run);
  }
}
