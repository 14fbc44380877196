package dev.trainyard.model.spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/// What a run source knows of one field of a run. What it does not know has no value.
public sealed interface RunValue {
  record Text(String text) implements RunValue {
    @Override
    public String toString() {
      return text;
    }
  }

  /// Equal numbers are written alike: without trailing zeros.
  record Amount(BigDecimal number) implements RunValue {
    public Amount {
      number = number.stripTrailingZeros();
    }

    @Override
    public String toString() {
      return number.toPlainString();
    }
  }

  record Flag(boolean set) implements RunValue {
    @Override
    public String toString() {
      return Boolean.toString(set);
    }
  }

  /// Bits, some of which have names.
  ///
  /// @param names name to number of a bit, counted from 0
  record Bits(BigInteger set, Map<String, Integer> names) implements RunValue {
    @Override
    public String toString() {
      return "0x" + set.toString(16);
    }
  }
}
