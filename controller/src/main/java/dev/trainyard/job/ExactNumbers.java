package dev.trainyard.job;

import java.math.BigDecimal;
import java.util.Optional;

/// Decimal numbers that are added without any rounding.
final class ExactNumbers {
  /// More than any measurement has; keeps `1e999999999` from filling the memory when it is added.
  private static final int MOST_DIGITS = 400;

  private ExactNumbers() {}

  /// The number that a text is; empty if it is none, or an absurdly long one.
  static Optional<BigDecimal> parse(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(text);
      boolean tame = Math.abs((long) number.scale()) <= MOST_DIGITS;
      return tame ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
