package dev.trainyard.config;

import dev.trainyard.model.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// How problems speak: foreign text made safe to show, lists, and the nearest known name.
final class Wording {
  private static final int LONGEST_SHOWN = 80;
  private static final int MOST_NAMES = 12;

  private Wording() {}

  /// Text of a user, safe for a terminal and short enough for a line.
  static String shown(String text) {
    return shown(text, LONGEST_SHOWN);
  }

  /// Text of a user, safe for a terminal and cut off after so many characters.
  static String shown(String text, int most) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().limit(most).map(c -> isBreaking(c) ? ' ' : c).forEach(safe::appendCodePoint);
    return text.codePointCount(0, text.length()) > most ? safe + "..." : safe.toString();
  }

  private static boolean isBreaking(int c) {
    return YamlText.isForbidden(c) || c == '\n' || c == '\r' || c == '\t';
  }

  /// `a`, `a or b`, `a, b or c`.
  static String either(Collection<String> words) {
    return joined(words, " or ");
  }

  /// `a`, `a and b`, `a, b and c`.
  static String all(Collection<String> words) {
    return joined(words, " and ");
  }

  private static String joined(Collection<String> words, String last) {
    List<String> list = List.copyOf(words);
    return list.size() < 2
        ? String.join("", list)
        : String.join(", ", list.subList(0, list.size() - 1)) + last + list.getLast();
  }

  /// What to do about an unknown name: the nearest known one, or which there are.
  static String remedyFor(String unknown, Collection<String> known, String declaration) {
    return nearest(unknown, known)
        .map(name -> "did you mean " + name + "?")
        .orElseGet(() -> known.isEmpty() ? declaration : choices(known) + ", or " + declaration);
  }

  /// `write one of a, b and c`, cut off where there are many.
  static String choices(Collection<String> known) {
    List<String> names = known.stream().sorted().limit(MOST_NAMES).toList();
    String more = known.size() > MOST_NAMES ? ", ..." : "";
    return "write "
        + (names.size() == 1 ? names.getFirst() : "one of " + String.join(", ", names))
        + more;
  }

  /// The known name that a typing error leads to this one from, if any is near enough.
  static Optional<String> nearest(String unknown, Collection<String> known) {
    return Nearest.name(unknown, known);
  }
}
