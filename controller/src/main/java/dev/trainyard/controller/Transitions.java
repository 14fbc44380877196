package dev.trainyard.controller;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The changes of state between two memories: what the log tells and what a commit is named after.
public final class Transitions {
  private static final Logger log = LoggerFactory.getLogger(Transitions.class);
  private static final String NEW = "new";
  private static final int MOST_PROBLEMS = 20;

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
  public static List<String> between(Memory before, Memory after) {
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

  /// Logs every change of state once, with its reason where somebody may have to act.
  static void log(Memory before, Memory after) {
    Map<String, String> reasons = reasons(after);
    for (String change : between(before, after)) {
      String subject = change.substring(0, change.indexOf(": "));
      String reason = reasons.getOrDefault(subject, "");
      log.atInfo().log("{}{}", change, reason.isEmpty() ? "" : " (" + reason + ")");
    }
  }

  private static Map<String, String> reasons(Memory memory) {
    Map<String, String> reasons = new TreeMap<>();
    for (TrainStatus train : memory.trains().values()) {
      train.conditions().stream()
          .filter(condition -> condition.type().equals("Ready"))
          .forEach(condition -> reasons.put(train.subject(), condition.message()));
    }
    for (WagonTestStatus test : memory.tests().values()) {
      reasons.put(test.subject(), test.message());
    }
    return reasons;
  }

  /// Logs the problems of a yard that it did not have before.
  static void logProblems(@Nullable Snapshot before, Snapshot after) {
    Set<Problem> known = before == null ? Set.of() : Set.copyOf(before.problems());
    after.problems().stream()
        .filter(problem -> !known.contains(problem))
        .limit(MOST_PROBLEMS)
        .forEach(problem -> log.atWarn().log("{}: {}", problem.severity(), problem));
  }
}
