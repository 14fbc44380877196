package dev.trainyard.controller;

import dev.trainyard.model.reconcile.Action;

/// What became of an action.
sealed interface ActionResult {
  Action action();

  /// Whether it is left for a later round.
  default boolean isLeft() {
    return switch (this) {
      case Retryable _, Postponed _ -> true;
      case Done _, Refused _ -> false;
    };
  }

  /// The world is as the action wants it, now or since before.
  record Done(Action action) implements ActionResult {}

  /// The outside world failed; it is tried again.
  record Retryable(Action action, String message) implements ActionResult {}

  /// What it needs is being made ready; it is done once that is so.
  record Postponed(Action action, String message) implements ActionResult {}

  /// It can't be done until a person acts.
  record Refused(Action action, String message) implements ActionResult {}
}
