package dev.trainyard.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Patterns of file locations, with `*` and `?` within a folder and `{run}` for a number.
final class FilePattern {
  private static final String RUN = "{run}";
  private static final char ANY = '*';

  private static final Pattern REMOTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)(/.*|)", Pattern.DOTALL);

  /// Addresses of the web that can be written in one way only.
  private static final Pattern PLAIN = Pattern.compile("https?://[^/:@]+/[^%?#]*");

  private FilePattern() {}

  /// Whether the runs that a pattern is filled in with tell its files apart: another wildcard in
  /// the same folder or file name may stand for more digits.
  static boolean tellsRuns(String pattern) {
    boolean found = false;
    for (String part : pattern.split("/", -1)) {
      if (part.contains(RUN)) {
        found = true;
        if (part.indexOf(ANY) >= 0 || part.indexOf('?') >= 0) {
          return false;
        }
      }
    }
    return found;
  }

  /// Whether it stands for more than one location.
  static boolean isWild(String location) {
    return location.contains(RUN) || location.indexOf(ANY) >= 0 || location.indexOf('?') >= 0;
  }

  /// The same location in the one spelling that counts: without empty and `.` folders, the scheme
  /// and the server in small letters.
  static String normal(String location) {
    Matcher remote = REMOTE.matcher(location);
    boolean isRemote = remote.matches() && !remote.group(1).equalsIgnoreCase("file");
    String head = isRemote ? remote.group(1) + "://" + remote.group(2) : "file:";
    String path = isRemote ? remote.group(3) : location.replaceFirst("^file:(//(?=/))?", "");
    String plain =
        Arrays.stream(path.split("/", -1))
            .filter(part -> !part.isEmpty() && !part.equals("."))
            .collect(Collectors.joining("/"));
    String root = isRemote || path.startsWith("/") ? "/" : "";
    return head.toLowerCase(Locale.ROOT) + root + plain;
  }

  /// Whether some location may fit both patterns. Where one begins at the root and the other at the
  /// folder of inputs, or a location of the web may be written in several ways, that cannot be
  /// excluded.
  static boolean mayMeet(String one, String other) {
    String here = normal(one);
    String there = normal(other);
    String scheme = here.substring(0, here.indexOf(':'));
    String another = there.substring(0, there.indexOf(':'));
    if (scheme.startsWith("http") && another.startsWith("http")) {
      boolean plain = PLAIN.matcher(here).matches() && PLAIN.matcher(there).matches();
      return !plain || fit(here.substring(scheme.length()), there.substring(another.length()));
    } else if (!scheme.equals(another)) {
      return false;
    }
    boolean isFile = scheme.equals("file");
    boolean isEither = isFile && here.startsWith("file:/") != there.startsWith("file:/");
    return isEither || fit(here, there);
  }

  private static boolean fit(String one, String other) {
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
      if (!anyOf(next)) {
        return false;
      }
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

  private static boolean anyOf(boolean[] reached) {
    for (boolean it : reached) {
      if (it) {
        return true;
      }
    }
    return false;
  }
}
