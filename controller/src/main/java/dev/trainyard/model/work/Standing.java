package dev.trainyard.model.work;

/// What an engine is told of a submission as a whole, and may be told anew at any time. It is no
/// content: the same tasks stay the same, however they stand.
///
/// @param priority higher goes first among what waits
public record Standing(Course course, int priority) {
  /// What becomes of tasks that wait.
  public enum Course {
    /// They start as there is room.
    GOES,

    /// None starts. What runs goes on to its end: nothing of its work is lost.
    HELD
  }

  /// Of what starts as there is room.
  public static Standing going(int priority) {
    return new Standing(Course.GOES, priority);
  }

  /// Of what does not start.
  public static Standing held(int priority) {
    return new Standing(Course.HELD, priority);
  }

  public boolean isHeld() {
    return course == Course.HELD;
  }
}
