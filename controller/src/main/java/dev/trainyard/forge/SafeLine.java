package dev.trainyard.forge;

import java.util.regex.Pattern;

/// One line of printable text out of what others wrote, for messages.
final class SafeLine {
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");
  private static final int LONGEST = 300;

  private SafeLine() {}

  static String of(String text) {
    return cut(UNPRINTABLE.matcher(text).replaceAll(" ").strip(), LONGEST);
  }

  /// At most so many characters; the last one says that there were more.
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "\u2026";
  }
}
