package dev.trainyard.model.work;

import dev.trainyard.model.Digest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// N identical tasks for an engine, which knows nothing of wagons: each runs `command` with
/// [#INDEX] replaced by its index.
///
/// @param indexes the tasks' indexes, ascending
/// @param priority higher goes first among what waits
/// @param image the container image that they run in, by its digest; null for the engine's own, and
///   with engines that run none
public record TaskArray(
    SubmissionName name,
    List<Integer> indexes,
    List<String> command,
    TaskNeeds needs,
    int priority,
    @Nullable String image) {
  /// The word of the command that stands for the task's index.
  public static final String INDEX = "{index}";

  public TaskArray {
    indexes = Indexes.copyOf(indexes);
    command = List.copyOf(command);
  }

  /// Tasks without an image of their own.
  public TaskArray(
      SubmissionName name,
      List<Integer> indexes,
      List<String> command,
      TaskNeeds needs,
      int priority) {
    this(name, indexes, command, needs, priority, null);
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
    if (image != null) {
      parts.add(image);
    }
    return Digest.ofParts(parts);
  }
}
