package dev.trainyard.cli;

import dev.trainyard.model.Problem;
import java.util.List;

/// The outcome of a validation.
///
/// @param files how many files of the yard were looked at
/// @param problems by file and line
record Report(int files, List<Problem> problems) {
  Report {
    problems = List.copyOf(problems);
  }

  long errors() {
    return problems.stream().filter(Problem::isError).count();
  }

  long warnings() {
    return problems.size() - errors();
  }

  boolean isValid() {
    return errors() == 0;
  }

  /// `34 files: 2 errors, 1 warning`.
  String summary() {
    String found =
        problems.isEmpty()
            ? "no problems"
            : count(errors(), "error") + ", " + count(warnings(), "warning");
    return count(files, "file") + ": " + found;
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
