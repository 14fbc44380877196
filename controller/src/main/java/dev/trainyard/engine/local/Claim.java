package dev.trainyard.engine.local;

import java.util.Optional;

/// The process that claimed a task; pids are used again, so its start time and the boot that it
/// lived in belong to its name.
///
/// @param started in clock ticks since the boot
record Claim(long pid, long started, String boot) {
  private static final int WORDS = 3;

  /// Reads what `task.sh` wrote, or nothing if it was killed before it had written all.
  static Optional<Claim> parse(String text) {
    String[] words = text.strip().split(" ", -1);
    if (!text.endsWith("\n") || words.length != WORDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Claim(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return pid + " " + started + " " + boot + "\n";
  }
}
