package dev.trainyard.git;

import java.util.Locale;

/// What the status branch shall hold at one path.
public sealed interface StatusChange {
  String path();

  /// This text, whatever was there.
  record Put(String path, String text) implements StatusChange {
    public Put {
      check(path);
    }
  }

  /// Nothing, if anything was there.
  record Remove(String path) implements StatusChange {
    public Remove {
      check(path);
    }
  }

  private static void check(String path) {
    for (String name : path.split("/", -1)) {
      String lower = name.toLowerCase(Locale.ROOT);
      boolean special = name.isEmpty() || name.equals(".") || name.equals("..");
      if (special || lower.equals(".git") || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("not a path in a branch: " + path);
      }
    }
  }
}
