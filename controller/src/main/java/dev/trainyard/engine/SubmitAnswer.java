package dev.trainyard.engine;

/// What an engine says to a submission.
public sealed interface SubmitAnswer {
  /// It was accepted now, and will be found by its name from now on.
  record Accepted() implements SubmitAnswer {}

  /// One of this name was accepted before; nothing changed.
  record Found() implements SubmitAnswer {}

  /// This engine can never run it.
  ///
  /// @param why what is wrong and how to mend it, for people
  record Refused(String why) implements SubmitAnswer {}
}
