package dev.trainyard.model;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a yard writes durations: a whole number and one unit, `90s`, `30m`, `4h` or `28d`.
public final class Durations {
  /// Sums over many jobs are long; and no text is longer than can be reckoned with.
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,9}(?:\\d{1,6}(?=ms)|\\d{1,3}(?=s))?)(ms|s|m|h|d)");

  private static final long MINUTE = 60;
  private static final long HOUR = 3600;
  private static final long DAY = 86_400;

  private Durations() {}

  /// Reads a duration.
  ///
  /// @throws IllegalArgumentException if the text is none
  public static Duration parse(String text) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("not a duration such as 90s, 30m, 4h or 28d: " + text);
    }
    long amount = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /// The shortest exact text, which reads back as the same value (to the millisecond).
  public static String format(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + "ms";
    } else if (seconds % DAY == 0 && seconds > 0) {
      return seconds / DAY + "d";
    } else if (seconds % HOUR == 0 && seconds > 0) {
      return seconds / HOUR + "h";
    } else if (seconds % MINUTE == 0 && seconds > 0) {
      return seconds / MINUTE + "m";
    }
    return seconds + "s";
  }

  /// For people: the two largest units, such as `1 h 12 min` or `3.4 s`.
  public static String forPeople(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= DAY) {
      return seconds / DAY + " d " + seconds % DAY / HOUR + " h";
    } else if (seconds >= HOUR) {
      return seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
    } else if (seconds >= MINUTE) {
      return seconds / MINUTE + " min " + seconds % MINUTE + " s";
    }
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
