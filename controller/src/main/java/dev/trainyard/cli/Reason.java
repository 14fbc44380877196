package dev.trainyard.cli;

import java.util.List;

/// Why something is where it is.
///
/// @param subject such as `train weekly`
/// @param state where it is, in one or two words
/// @param message what happened or what it waits for
/// @param turn whose turn it is
/// @param next what a person can do, one command or change each
/// @param because what is behind it
record Reason(
    String subject,
    String state,
    String message,
    Turn turn,
    List<String> next,
    List<Reason> because) {
  Reason {
    next = List.copyOf(next);
    because = List.copyOf(because);
  }

  /// Whose turn it is.
  enum Turn {
    /// It is done, or nothing holds it.
    NOBODY("nobody"),
    /// It goes on by itself.
    CONTROLLER("controller"),
    /// A person must act.
    PERSON("person");

    private final String word;

    Turn(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static Reason of(String subject, String state, String message, Turn turn, String... next) {
    return new Reason(subject, state, message, turn, List.of(next), List.of());
  }

  Reason because(List<Reason> reasons) {
    return new Reason(subject, state, message, turn, next, reasons);
  }
}
