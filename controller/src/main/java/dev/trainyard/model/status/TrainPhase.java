package dev.trainyard.model.status;

import java.time.Instant;

/// Where a train is. Transitions are methods on the phase that they leave, so that an illegal one
/// does not compile.
public sealed interface TrainPhase {

  /// Not composed yet: nothing of it is pinned, every new commit is taken into account.
  sealed interface Waiting extends TrainPhase {
    /// The train was composed and its test as a whole submitted.
    default Testing test() {
      return new Testing();
    }
  }

  /// Composed and pinned: an order exists, later commits do not change what it carries.
  sealed interface Underway extends TrainPhase {}

  /// Over; only a raised `rerun`, or declaring it anew after a deletion, starts it again.
  sealed interface Terminal extends TrainPhase {}

  /// Waits for something that comes by itself, such as a wagon test.
  record Pending() implements Waiting {}

  /// Waits for a person to mend something.
  record Blocked(String reason) implements Waiting {}

  /// Held back on purpose, by `suspend`.
  record Held(String by) implements Waiting {}

  /// The train as a whole is tested on the test scope.
  record Testing() implements Underway {
    public Submitted submit() {
      return new Submitted();
    }
  }

  /// Its jobs were submitted; none has started.
  record Submitted() implements Underway {
    public Running start() {
      return new Running();
    }
  }

  record Running() implements Underway {
    public Merging merge() {
      return new Merging();
    }
  }

  record Merging() implements Underway {
    public Succeeded succeed(Instant at) {
      return new Succeeded(at);
    }
  }

  record Succeeded(Instant at) implements Terminal {}

  /// It did not reach its aim.
  ///
  /// @param reason one CamelCase word; the message is in the condition
  record Failed(Instant at, String reason) implements Terminal {}

  record Cancelled(Instant at, String reason) implements Terminal {}

  /// The phase's name, as people see it.
  default String word() {
    return getClass().getSimpleName();
  }
}
