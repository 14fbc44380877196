package dev.trainyard.model.work;

import dev.trainyard.model.Digest;
import java.util.ArrayList;
import java.util.List;

/// N identical tasks for an engine, which knows nothing of wagons: each runs `command` with
/// [#INDEX] replaced by its index.
///
/// @param indexes the tasks' indexes, ascending
/// @param priority higher goes first among what waits
public record TaskArray(
    SubmissionName name,
    List<Integer> indexes,
    List<String> command,
    TaskNeeds needs,
    int priority) {
  /// The word of the command that stands for the task's index.
  public static final String INDEX = "{index}";

  public TaskArray {
    indexes = List.copyOf(indexes);
    command = List.copyOf(command);
  }

  /// The digest of what it runs: of everything but its priority. Engines keep it beside what they
  /// accepted, so that something else under the same name is found out.
  public Digest digest() {
    List<String> parts = new ArrayList<>();
    parts.add(name.value());
    parts.add(Integer.toString(needs.cpus()));
    parts.add(Long.toString(needs.memory().bytes()));
    parts.add(needs.time().toString());
    parts.add(Integer.toString(command.size()));
    parts.addAll(command);
    indexes.forEach(index -> parts.add(Integer.toString(index)));
    return Digest.ofParts(parts);
  }
}
