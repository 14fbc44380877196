package dev.trainyard.model.work;

import java.util.Map;

/// What looking for one submission showed. Absent is not unknown: only a successful listing says
/// that a submission is not there.
public sealed interface Sighting {
  /// It is there, with the state of every task.
  record Seen(Map<Integer, TaskState> tasks) implements Sighting {
    public Seen {
      tasks = Map.copyOf(tasks);
    }
  }

  /// The engine answered, and does not know it.
  record Absent() implements Sighting {}

  /// The engine could not be asked.
  record Unknown(String why) implements Sighting {}
}
