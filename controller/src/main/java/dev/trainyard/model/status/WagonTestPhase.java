package dev.trainyard.model.status;

import dev.trainyard.model.work.ExitCause;
import java.util.Arrays;
import java.util.List;

/// Where the test of a wagon is.
public sealed interface WagonTestPhase {

  record Waiting() implements WagonTestPhase {
    public Running start() {
      return new Running();
    }
  }

  record Running() implements WagonTestPhase {}

  record Passed() implements WagonTestPhase {}

  /// It ran, and broke these rules of the yard.
  ///
  /// @param rules one sentence each, with the measured value and the limit
  record Warned(List<String> rules) implements WagonTestPhase {
    public Warned {
      rules = List.copyOf(rules);
    }
  }

  /// There is no usable result.
  ///
  /// @param cause one word of [dev.trainyard.model.work.ExitCause]
  record Failed(String cause) implements WagonTestPhase {
    /// Whether somebody has to mend something; what neither wagon nor input is to blame for is
    /// tested again by itself.
    public boolean isForPerson() {
      return Arrays.stream(ExitCause.values())
          .filter(known -> known.toString().equals(cause))
          .noneMatch(
              known ->
                  switch (known.blame()) {
                    case INFRASTRUCTURE, STORE, NOBODY -> true;
                    case WAGON, RESOURCES, INPUT -> false;
                  });
    }
  }

  /// The result is older than the yard's policy allows.
  record Expired() implements WagonTestPhase {}

  /// Whether there is a result.
  default boolean isOver() {
    return switch (this) {
      case Waiting(), Running() -> false;
      case Passed(), Warned(_), Failed(_), Expired() -> true;
    };
  }

  /// Whether a train may carry a wagon with this result.
  default boolean mayRide() {
    return switch (this) {
      case Passed(), Warned(_) -> true;
      case Waiting(), Running(), Failed(_), Expired() -> false;
    };
  }

  /// The phase's name, as people see it.
  default String word() {
    return getClass().getSimpleName();
  }
}
