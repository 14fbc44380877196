package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.status.TrainStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of one train in this round.
///
/// @param due when to look again although nothing moves, or null
record TrainStep(
    TrainStatus status, List<Action> actions, List<Wait> waits, @Nullable Instant due) {

  static TrainStep of(TrainStatus status) {
    return new TrainStep(status, List.of(), List.of(), null);
  }

  /// Whether nothing is done, and nothing is waited for.
  boolean isNothing() {
    return actions.isEmpty() && waits.isEmpty() && due == null;
  }

  /// The same step, telling engines first what they have to know of what they have.
  TrainStep ending(List<Action> first) {
    List<Action> all = new ArrayList<>(first);
    all.addAll(actions);
    return new TrainStep(status, List.copyOf(all), waits, due);
  }

  /// The same step, with more to say.
  TrainStep saying(TrainStatus said) {
    return new TrainStep(said, actions, waits, due);
  }

  /// The same step, looked at again then at the latest.
  TrainStep dueBy(Instant at) {
    Instant first = due == null || at.isBefore(due) ? at : due;
    return new TrainStep(status, actions, waits, first);
  }

  static TrainStep doing(TrainStatus status, List<Action> actions) {
    return new TrainStep(status, actions, List.of(), null);
  }
}
