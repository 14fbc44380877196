package dev.trainyard.controller;

import dev.trainyard.model.reconcile.Action;

/// What became of an action.
sealed interface ActionResult {
  Action action();

  /// The world is as the action wants it, now or since before.
  record Done(Action action) implements ActionResult {}

  /// The outside world failed; it is tried again.
  record Retryable(Action action, String message) implements ActionResult {}

  /// It can't be done until a person acts.
  record Refused(Action action, String message) implements ActionResult {}
}
