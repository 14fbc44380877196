package dev.trainyard.report;

import dev.trainyard.model.status.StagePhase;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.WagonTestPhase;

/// A sign before the word of a phase, so that a column of them is read at a glance.
final class Marks {
  private Marks() {}

  static String of(TrainPhase phase) {
    return sign(phase) + " " + phase.word();
  }

  static String of(WagonTestPhase phase) {
    return sign(phase) + " " + phase.word();
  }

  static String of(StagePhase phase) {
    return sign(phase) + " " + phase;
  }

  /// The word, and why if the phase has a reason of its own.
  static String withReason(TrainPhase phase) {
    String why =
        switch (phase) {
          case TrainPhase.Blocked(String reason) -> reason;
          case TrainPhase.Held(String by) -> "by " + by;
          case TrainPhase.Failed(_, String reason) -> reason;
          case TrainPhase.Cancelled(_, String reason) -> reason;
          case TrainPhase.Pending(),
              TrainPhase.Testing(),
              TrainPhase.Submitted(),
              TrainPhase.Running(),
              TrainPhase.Merging(),
              TrainPhase.Succeeded(_) ->
              "";
        };
    return of(phase) + inBrackets(why);
  }

  static String withReason(WagonTestPhase phase) {
    return phase instanceof WagonTestPhase.Failed(String cause)
        ? of(phase) + inBrackets(cause)
        : of(phase);
  }

  private static String inBrackets(String why) {
    return why.isBlank() ? "" : " (" + SafeText.inline(why) + ")";
  }

  private static String sign(TrainPhase phase) {
    return switch (phase) {
      case TrainPhase.Pending() -> "⏳";
      case TrainPhase.Blocked(_) -> "⛔";
      case TrainPhase.Held(_) -> "✋";
      case TrainPhase.Testing() -> "🔬";
      case TrainPhase.Submitted(), TrainPhase.Running(), TrainPhase.Merging() -> "🚂";
      case TrainPhase.Succeeded(_) -> "✅";
      case TrainPhase.Failed(_, _) -> "❌";
      case TrainPhase.Cancelled(_, _) -> "🛑";
    };
  }

  private static String sign(StagePhase phase) {
    return switch (phase) {
      case FAILED -> "❌";
      case BLOCKED -> "⛔";
      case NEEDS_APPROVAL, HELD -> "✋";
      case RUNNING -> "🚂";
      case STALE -> "⌛";
      case WAITING -> "⏳";
      case SUCCEEDED -> "✅";
    };
  }

  private static String sign(WagonTestPhase phase) {
    return switch (phase) {
      case WagonTestPhase.Waiting() -> "⏳";
      case WagonTestPhase.Running() -> "🔬";
      case WagonTestPhase.Passed() -> "✅";
      case WagonTestPhase.Warned(_) -> "🟡";
      case WagonTestPhase.Failed(_) -> "❌";
      case WagonTestPhase.Expired() -> "⌛";
    };
  }
}
