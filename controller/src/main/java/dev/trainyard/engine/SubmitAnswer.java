package dev.trainyard.engine;

import dev.trainyard.model.work.TaskArray;
import java.util.Optional;

/// What an engine says to a submission.
public sealed interface SubmitAnswer {
  /// It was accepted now, and will be found by its name from now on.
  record Accepted() implements SubmitAnswer {}

  /// The very same was accepted before; nothing changed.
  record Found() implements SubmitAnswer {}

  /// Something else was accepted under this name before, and stays what is run; nothing changed.
  ///
  /// @param what how they differ, for people
  record Other(String what) implements SubmitAnswer {}

  /// This engine can never run it.
  ///
  /// @param why what is wrong and how to mend it, for people
  record Refused(String why) implements SubmitAnswer {}

  /// The answer to what no engine can run.
  static Optional<SubmitAnswer> toUnfit(TaskArray array) {
    if (array.indexes().isEmpty() || array.command().isEmpty()) {
      return Optional.of(
          new Refused("there is nothing to run: give at least one index and one word"));
    }
    return array.command().stream().anyMatch(word -> word.indexOf('\0') >= 0)
        ? Optional.of(new Refused("the command holds a NUL character: take it out"))
        : Optional.empty();
  }

  /// The answer where something of the same name was accepted before. A priority is no content.
  static SubmitAnswer toKnown(TaskArray accepted, TaskArray asked) {
    return accepted.digest().equals(asked.digest())
        ? new Found()
        : new Other(
            "%d tasks with content %s were accepted, %d with %s asked for"
                .formatted(
                    accepted.indexes().size(),
                    accepted.digest().abbreviated(),
                    asked.indexes().size(),
                    asked.digest().abbreviated()));
  }
}
