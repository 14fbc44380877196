package dev.trainyard.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One thing that can be said of an object: whether it holds, why, and what a person can do next.
///
/// @param type what is said, such as `Ready`
/// @param reason one CamelCase word from a closed list, for programs
/// @param message what happened, why, and what to do next, for people
/// @param lastTransitionTime when `status` last changed
public record Condition(
    String type, Truth status, String reason, String message, Instant lastTransitionTime) {

  /// Whether a condition holds; "could not ask" is `Unknown`, never `False`.
  public enum Truth {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    Truth(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// These conditions with the given one replaced or added; the transition time of an unchanged
  /// truth is kept.
  public static List<Condition> with(List<Condition> conditions, Condition update) {
    List<Condition> result = new ArrayList<>(conditions);
    for (int i = 0; i < result.size(); i++) {
      Condition old = result.get(i);
      if (old.type.equals(update.type)) {
        result.set(i, old.status == update.status ? update.since(old.lastTransitionTime) : update);
        return List.copyOf(result);
      }
    }
    result.add(update);
    return List.copyOf(result);
  }

  /// Whether it is known that one of these does not hold.
  public static boolean denies(List<Condition> conditions, String type) {
    return conditions.stream().anyMatch(c -> c.type.equals(type) && c.status == Truth.FALSE);
  }

  /// Whether the condition of this type is known to hold.
  public static boolean affirms(List<Condition> conditions, String type) {
    return conditions.stream().anyMatch(c -> c.type.equals(type) && c.status == Truth.TRUE);
  }

  private Condition since(Instant time) {
    return new Condition(type, status, reason, message, time);
  }
}
