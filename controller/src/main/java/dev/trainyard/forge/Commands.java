package dev.trainyard.forge;

import java.util.List;

/// Finds the commands in a comment. A command begins a line, and stands for itself: what is quoted,
/// shown as code or hidden in an HTML comment is none.
public final class Commands {
  private Commands() {}

  /// In the order written; those of one comment that say the same count once.
  public static List<PullCommand> in(String text) {
    throw new UnsupportedOperationException(text);
  }
}
