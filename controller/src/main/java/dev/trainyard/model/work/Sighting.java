package dev.trainyard.model.work;

import java.util.Map;

/// What looking for one submission showed. Absent is not unknown: only a successful listing says
/// that a submission is not there.
public sealed interface Sighting {
  /// It is there, with the state of every task.
  ///
  /// @param standing that the engine was told last, and has written down
  /// @param reserve what of that it cannot do, for people; empty if nothing
  record Seen(Map<Integer, TaskState> tasks, Standing standing, String reserve)
      implements Sighting {
    public Seen {
      tasks = TaskStates.copyOf(tasks);
    }
  }

  /// The engine answered, and does not know it.
  record Absent() implements Sighting {}

  /// The engine could not be asked.
  record Unknown(String why) implements Sighting {}
}
