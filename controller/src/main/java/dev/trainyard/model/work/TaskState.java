package dev.trainyard.model.work;

/// Where one task is, in the engine's eyes. Every word of an engine is mapped; one that is not
/// known becomes `Unknown` with the word.
public sealed interface TaskState {
  /// Accepted, not started.
  record Waiting() implements TaskState {}

  record Running() implements TaskState {}

  /// The process ended by itself with this code (128 + n for signal n).
  record Ended(int exitCode) implements TaskState {}

  /// The engine knows that it is gone without an exit code: node lost, killed, evicted.
  record Lost(String reason) implements TaskState {}

  record Cancelled() implements TaskState {}

  /// It has not started, and does not until a person mends what is wrong.
  record Stuck(String why) implements TaskState {}

  /// The engine said something that we do not know, or could not say.
  record Unknown(String word) implements TaskState {}

  /// Whether it will never change again.
  default boolean isOver() {
    return switch (this) {
      case Waiting(), Running(), Stuck(_), Unknown(_) -> false;
      case Ended(_), Lost(_), Cancelled() -> true;
    };
  }
}
