package dev.trainyard.engine.slurm;

import dev.trainyard.engine.Part;
import dev.trainyard.model.work.TaskArray;
import java.time.Instant;
import java.util.List;

/// A submission as it was accepted: `array.json`.
///
/// @param arraySize most tasks of one of its parts
record Acceptance(Instant at, int arraySize, TaskArray array) {
  List<Part> parts() {
    return Part.of(array, arraySize);
  }
}
