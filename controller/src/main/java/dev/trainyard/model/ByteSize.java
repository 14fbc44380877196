package dev.trainyard.model;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written as a Kubernetes quantity: `512Mi`, `4Gi`, `1.5G`, `1000`.
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern QUANTITY =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,6})?)(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?");
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("Ki", 1L << 10),
          Map.entry("Mi", 1L << 20),
          Map.entry("Gi", 1L << 30),
          Map.entry("Ti", 1L << 40),
          Map.entry("Pi", 1L << 50),
          Map.entry("k", 1_000L),
          Map.entry("M", 1_000_000L),
          Map.entry("G", 1_000_000_000L),
          Map.entry("T", 1_000_000_000_000L),
          Map.entry("P", 1_000_000_000_000_000L));
  private static final List<String> BINARY = List.of("Pi", "Ti", "Gi", "Mi", "Ki");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
  }

  /// Reads a quantity.
  ///
  /// @throws IllegalArgumentException if the text is no quantity or exceeds a signed 64-bit number
  public static ByteSize parse(String text) {
    Matcher match = QUANTITY.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("not a quantity such as 512Mi or 4Gi: " + text);
    }
    String unit = match.group(2);
    BigDecimal factor = BigDecimal.valueOf(unit == null ? 1L : factor(unit));
    BigDecimal bytes = new BigDecimal(match.group(1)).multiply(factor);
    try {
      return new ByteSize(bytes.setScale(0, RoundingMode.CEILING).longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too large a quantity: " + text, e);
    }
  }

  /// For people: three significant digits and a binary unit, such as `1.43 MiB`.
  public String forPeople() {
    for (String unit : BINARY) {
      long factor = factor(unit);
      if (bytes >= factor) {
        double value = (double) bytes / factor;
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %sB", value, unit);
      }
    }
    return bytes + " B";
  }

  private static long factor(String unit) {
    return requireNonNull(UNITS.get(unit), unit);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /// The shortest exact quantity in binary units, so that it reads back as the same value.
  @Override
  public String toString() {
    for (String unit : BINARY) {
      long factor = factor(unit);
      if (bytes >= factor && bytes % factor == 0) {
        return bytes / factor + unit;
      }
    }
    return Long.toString(bytes);
  }
}
