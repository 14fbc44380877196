package dev.trainyard.model;

/// Something in the yard that a user must mend: a value, never an exception.
///
/// @param rule the name of the broken rule, such as `unknown-reference`
/// @param message what is wrong, as one clause without a full stop
/// @param remedy how to mend it, as one clause without a full stop
public record Problem(
    String rule, Severity severity, Position position, String message, String remedy)
    implements Comparable<Problem> {

  /// How bad a problem is: an error invalidates its file, a warning does not.
  public enum Severity {
    ERROR("error"),
    WARNING("warning");

    private final String word;

    Severity(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  public static Problem error(String rule, Position position, String message, String remedy) {
    return new Problem(rule, Severity.ERROR, position, message, remedy);
  }

  public static Problem warning(String rule, Position position, String message, String remedy) {
    return new Problem(rule, Severity.WARNING, position, message, remedy);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public int compareTo(Problem other) {
    int byPosition = position.compareTo(other.position);
    return byPosition != 0 ? byPosition : message.compareTo(other.message);
  }

  /// `file:line:column: what is wrong; how to mend it`.
  @Override
  public String toString() {
    return position + ": " + message + "; " + remedy;
  }
}
