package dev.trainyard.report;

import dev.trainyard.model.ByteSize;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Numbers as people read them.
public final class Figures {
  /// Stands for a number that nobody knows.
  public static final String NONE = "–";

  /// Stands for the memory of a program that ended before it could be looked at.
  public static final String TOO_SHORT = "too short";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The narrow no-break space of the SI.
  private static final String GROUP = "\u202f";

  private static final long LEAST_GROUPED = 10_000;
  private static final long MINUTE = 60;
  private static final long HOUR = 3600;
  private static final long DAY = 86_400;
  private static final long HUNDRED_DAYS = 100 * DAY;
  private static final int MILLIS = 1000;
  private static final int PER_MILLE = 1000;

  private Figures() {}

  /// Two units at most, cut and not rounded: `0.42 s`, `12.3 s`, `4 min 5 s`, `1 h 12 min`, `3 d 4
  /// h`.
  public static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < MINUTE) {
      return seconds(duration);
    } else if (seconds < HOUR) {
      return two(seconds / MINUTE, "min", seconds % MINUTE, "s");
    } else if (seconds < DAY) {
      return two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min");
    } else if (seconds < HUNDRED_DAYS) {
      return two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
    }
    return count(seconds / DAY) + " d";
  }

  private static String seconds(Duration duration) {
    if (duration.isZero()) {
      return "0 s";
    }
    BigDecimal exact = BigDecimal.valueOf(duration.toMillis()).divide(BigDecimal.valueOf(MILLIS));
    BigDecimal cut = exact.setScale(exact.intValue() < 10 ? 2 : 1, RoundingMode.DOWN);
    return cut.signum() == 0 ? "< 0.01 s" : cut + " s";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    String rest = small == 0 ? "" : " " + small + " " + smallUnit;
    return large + " " + largeUnit + rest;
  }

  /// A measured amount of memory. Where it is zero, nobody has seen the program in the time that it
  /// ran.
  public static String memory(long bytes, Duration ran) {
    if (bytes > 0) {
      return bytes(bytes);
    }
    return ran.isZero() ? NONE : TOO_SHORT;
  }

  /// Three digits and a binary unit: `1.43 MiB`.
  public static String bytes(long bytes) {
    return new ByteSize(bytes).forPeople();
  }

  /// Grouped from five digits on, as the SI writes: `9999`, `10 000`.
  public static String count(long number) {
    return Math.abs(number) < LEAST_GROUPED
        ? Long.toString(number)
        : String.format(Locale.ROOT, "%,d", number).replace(",", GROUP);
  }

  /// A number with its noun: `1 file`, `12 000 files`.
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /// A share, cut to a tenth of a percent: `100 %` only if complete, `0 %` only if nothing.
  public static String percent(long part, long whole) {
    if (whole <= 0) {
      return NONE;
    } else if (part <= 0) {
      return "0 %";
    } else if (part >= whole) {
      return "100 %";
    }
    long perMille =
        BigDecimal.valueOf(part)
            .multiply(BigDecimal.valueOf(PER_MILLE))
            .divide(BigDecimal.valueOf(whole), 0, RoundingMode.DOWN)
            .longValue();
    return perMille == 0 ? "< 0.1 %" : perMille / 10 + "." + perMille % 10 + " %";
  }

  /// To the minute; headings of columns say that it is UTC.
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  /// To the minute, with the time zone.
  public static String timeUtc(Instant instant) {
    return time(instant) + " UTC";
  }
}
