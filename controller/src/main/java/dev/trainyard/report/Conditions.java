package dev.trainyard.report;

import static java.util.Comparator.comparing;

import dev.trainyard.model.Condition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Conditions as people read them.
final class Conditions {
  private static final String READY = "Ready";
  private static final String STALLED = "Stalled";

  /// Of these it is bad news that they hold; of all others, that they do not.
  private static final Set<String> BAD_IF_TRUE = Set.of(STALLED, "Stale", "Degraded");

  private Conditions() {}

  static Table table(List<Condition> conditions) {
    Table table = new Table("condition", "holds", "reason", "since (UTC)", "message");
    List<Condition> bad = bad(conditions).toList();
    for (Condition c : sorted(conditions).toList()) {
      table.row(
          SafeText.inline(c.type()),
          (bad.contains(c) ? "⚠️ " : "") + c.status(),
          SafeText.inline(c.reason()),
          Figures.time(c.lastTransitionTime()),
          SafeText.inline(c.message()));
    }
    return table;
  }

  /// What is not as it should be: one Markdown line each.
  static List<String> complaints(List<Condition> conditions) {
    return plainComplaints(conditions).stream().map(SafeText::inline).toList();
  }

  /// The same as plain text, which is not safe yet.
  static List<String> plainComplaints(List<Condition> conditions) {
    Set<String> told = new HashSet<>();
    return bad(conditions)
        .filter(c -> c.message().isBlank() || told.add(c.message()))
        .map(Conditions::sentence)
        .toList();
  }

  /// Whether something is known to be wrong, and not only unknown.
  static boolean anyWrong(List<Condition> conditions) {
    return bad(conditions).anyMatch(c -> c.status() != Condition.Truth.UNKNOWN);
  }

  /// The message that tells why something is where it is: of what is bad first.
  static String message(List<Condition> conditions) {
    return SafeText.inline(plainMessage(conditions));
  }

  /// The same as plain text, which is not safe yet.
  static String plainMessage(List<Condition> conditions) {
    return Stream.concat(bad(conditions), sorted(conditions))
        .map(Condition::message)
        .filter(message -> !message.isBlank())
        .findFirst()
        .orElse("");
  }

  private static String sentence(Condition c) {
    String head = c.type() + " is " + c.status() + " (" + c.reason() + ")";
    return c.message().isBlank() ? head : head + ": " + c.message();
  }

  private static Stream<Condition> bad(List<Condition> conditions) {
    boolean isOnItsWay = conditions.stream().anyMatch(Conditions::goesOn);
    return sorted(conditions).filter(c -> isBad(c) && !(isOnItsWay && isNotReady(c)));
  }

  /// What is not stalled becomes ready by itself.
  private static boolean goesOn(Condition c) {
    return c.type().equals(STALLED) && c.status() == Condition.Truth.FALSE;
  }

  private static boolean isNotReady(Condition c) {
    return c.type().equals(READY) && c.status() == Condition.Truth.FALSE;
  }

  private static boolean isBad(Condition condition) {
    boolean badIfTrue = BAD_IF_TRUE.contains(condition.type());
    return switch (condition.status()) {
      case TRUE -> badIfTrue;
      case FALSE -> !badIfTrue;
      case UNKNOWN -> true;
    };
  }

  private static Stream<Condition> sorted(List<Condition> conditions) {
    return conditions.stream().sorted(comparing(Condition::type));
  }
}
