package dev.trainyard.git;

/// What went over the wire to the config repository by one opening of it.
///
/// @param answers listings and fetches that came to a good end
/// @param failures those that did not
/// @param commits of the status branch that were pushed
/// @param lostRaces how often somebody else had changed that branch first
public record Traffic(long answers, long failures, long commits, long lostRaces) {
  public static final Traffic NONE = new Traffic(0, 0, 0, 0);

  /// Both together.
  public Traffic plus(Traffic other) {
    return new Traffic(
        answers + other.answers,
        failures + other.failures,
        commits + other.commits,
        lostRaces + other.lostRaces);
  }
}
