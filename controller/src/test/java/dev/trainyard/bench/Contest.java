package dev.trainyard.bench;

import java.util.List;

/// Subjects that do the same, measured in turn: round by round, so that what else the machine does
/// meets all of them.
///
/// @param rounds how often each is measured
/// @param warm what is done with the first time
record Contest(String title, int rounds, Warming warm, List<Subject> subjects, List<Aim> aims) {
  Contest {
    subjects = List.copyOf(subjects);
    aims = List.copyOf(aims);
  }

  /// What is done with the first time.
  enum Warming {
    /// It is thrown away.
    FIRST_IS_THROWN_AWAY,
    /// It counts: the bench has warmed up what it wants warm.
    ALL_COUNT
  }

  static Contest of(String title, int rounds, List<Subject> subjects, Aim... aims) {
    return new Contest(title, rounds, Warming.FIRST_IS_THROWN_AWAY, subjects, List.of(aims));
  }

  static Contest counting(String title, int rounds, List<Subject> subjects, Aim... aims) {
    return new Contest(title, rounds, Warming.ALL_COUNT, subjects, List.of(aims));
  }
}
