package dev.trainyard.engine.kubernetes;

import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A submission as it is written down.
///
/// @param jobSize most tasks of one of its Jobs
/// @param indexes as [Places] writes them
record Order(
    Instant at,
    int jobSize,
    SubmissionName name,
    String indexes,
    List<String> command,
    TaskNeeds needs,
    int priority,
    @Nullable String image) {
  Order {
    command = List.copyOf(command);
  }

  static Order of(TaskArray array, int jobSize, Instant at) {
    return new Order(
        at,
        jobSize,
        array.name(),
        Places.text(array.indexes()),
        array.command(),
        array.needs(),
        array.priority(),
        array.image());
  }

  TaskArray array() {
    return new TaskArray(name, Places.list(indexes), command, needs, priority, image);
  }
}
