package dev.trainyard.config;

/// Patterns of file locations, with `*` and `?` within a folder and `{run}` for a number.
final class FilePattern {
  private static final String RUN = "{run}";
  private static final char ANY = '*';

  private FilePattern() {}

  /// Whether some location may fit both patterns. Where one names its scheme, or begins at the
  /// root, and the other does not, that cannot be excluded.
  static boolean mayMeet(String one, String other) {
    if (isAbsolute(one) != isAbsolute(other)) {
      return true;
    }
    String first = one.replace(RUN, "*");
    String second = other.replace(RUN, "*");
    // reached[j]: the part of the first that was looked at, and j letters of the second, can be one
    boolean[] reached = new boolean[second.length() + 1];
    reached[0] = true;
    spread(reached, second);
    for (int i = 0; i < first.length(); i++) {
      boolean[] next = new boolean[reached.length];
      char letter = first.charAt(i);
      for (int j = 0; j < reached.length; j++) {
        if (!reached[j]) {
          continue;
        }
        boolean starts = j < second.length() && second.charAt(j) == ANY;
        if (letter == ANY) {
          next[j] = true;
          for (int k = j; k < second.length() && second.charAt(k) != '/'; k++) {
            next[k + 1] = true;
          }
        } else if (starts && letter != '/') {
          next[j] = true;
        } else if (j < second.length() && fits(letter, second.charAt(j))) {
          next[j + 1] = true;
        }
      }
      spread(next, second);
      reached = next;
    }
    return reached[second.length()];
  }

  /// A star may stand for nothing.
  private static void spread(boolean[] reached, String pattern) {
    for (int j = 0; j < pattern.length(); j++) {
      if (reached[j] && pattern.charAt(j) == ANY) {
        reached[j + 1] = true;
      }
    }
  }

  private static boolean fits(char one, char other) {
    boolean any = one == '?' || other == '?';
    return one == other || (any && one != '/' && other != '/');
  }

  private static boolean isAbsolute(String pattern) {
    return pattern.startsWith("/") || pattern.contains("://") || pattern.startsWith("file:");
  }
}
