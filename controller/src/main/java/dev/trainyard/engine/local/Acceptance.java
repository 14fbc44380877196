package dev.trainyard.engine.local;

import dev.trainyard.model.work.TaskArray;
import java.time.Instant;

/// A submission as it was accepted: `array.json`.
///
/// @param number counts accepted submissions; what was accepted first goes first
record Acceptance(long number, Instant at, TaskArray array) {}
