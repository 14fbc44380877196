package dev.trainyard.controller;

import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The changes of state between two memories: what the log tells and what a commit is named after.
final class Transitions {
  private static final Logger log = LoggerFactory.getLogger(Transitions.class);
  private static final String NEW = "new";

  private Transitions() {}

  /// Phase by subject.
  static Map<String, String> phases(Memory memory) {
    Map<String, String> phases = new TreeMap<>();
    for (TrainStatus train : memory.trains().values()) {
      phases.put(train.subject(), train.phase().word());
    }
    for (WagonTestStatus test : memory.tests().values()) {
      phases.put(test.subject(), test.phase().word());
    }
    return phases;
  }

  /// One line per change, such as `train x: Running -> Merging`.
  static List<String> between(Memory before, Memory after) {
    Map<String, String> old = phases(before);
    List<String> changes = new ArrayList<>();
    phases(after)
        .forEach(
            (subject, phase) -> {
              String was = old.getOrDefault(subject, NEW);
              if (!was.equals(phase)) {
                changes.add(subject + ": " + was + " -> " + phase);
              }
            });
    return changes;
  }

  /// Logs every change of state once.
  static void log(Memory before, Memory after) {
    between(before, after).forEach(change -> log.atInfo().log("{}", change));
  }
}
