package dev.trainyard.model.reconcile;

import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the controller does next, and what it says of everything.
///
/// @param actions in the order of importance
/// @param waits what does not happen yet, and why
/// @param trains status of every train once the actions are done
/// @param tests status of every wagon test once the actions are done
/// @param pulls what there is to say of every pull request
/// @param due when to plan again although nothing moves; null if never
public record Plan(
    List<Action> actions,
    List<Wait> waits,
    List<TrainStatus> trains,
    List<WagonTestStatus> tests,
    List<PullPlan> pulls,
    @Nullable Instant due) {
  public Plan {
    pulls = List.copyOf(pulls);
    actions = List.copyOf(actions);
    waits = List.copyOf(waits);
    trains = List.copyOf(trains);
    tests = List.copyOf(tests);
  }

  /// Without pull requests.
  public Plan(
      List<Action> actions,
      List<Wait> waits,
      List<TrainStatus> trains,
      List<WagonTestStatus> tests,
      @Nullable Instant due) {
    this(actions, waits, trains, tests, List.of(), due);
  }

  /// When to plan again although nothing moves.
  public Optional<Instant> nextDue() {
    return Optional.ofNullable(due);
  }

  /// Something that does not happen yet.
  ///
  /// @param reason one CamelCase word
  /// @param message what it waits for and what a person can do, if anything
  public record Wait(String subject, String reason, String message) {}
}
