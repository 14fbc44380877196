package dev.trainyard.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// The values that an axis names, from zero to a round number above the largest.
record Axis(List<Tick> ticks) {
  private static final int MOST_STEPS = 3;
  private static final int[] ROUND = {1, 2, 5};
  private static final int FINEST = 3;

  Axis {
    ticks = List.copyOf(ticks);
  }

  /// A value and its label.
  record Tick(double value, String label) {}

  /// A unit as a number of the values' own (seconds or bytes).
  private record Unit(String name, double size) {}

  private static final List<Unit> TIMES =
      List.of(new Unit("d", 86_400), new Unit("h", 3600), new Unit("min", 60), new Unit("s", 1));
  private static final List<Unit> BYTES =
      List.of(
          new Unit("TiB", 0x1p40),
          new Unit("GiB", 0x1p30),
          new Unit("MiB", 0x1p20),
          new Unit("KiB", 0x1p10),
          new Unit("B", 1));

  static Axis ofSeconds(double largest) {
    return of(largest, TIMES);
  }

  static Axis ofBytes(double largest) {
    return of(largest, BYTES);
  }

  double top() {
    return ticks.getLast().value();
  }

  private static Axis of(double largest, List<Unit> units) {
    Unit unit = units.stream().filter(u -> largest >= u.size()).findFirst().orElse(units.getLast());
    BigDecimal most = BigDecimal.valueOf(largest / unit.size());
    BigDecimal step = step(most);
    int steps = Math.max(1, most.divide(step, 0, RoundingMode.CEILING).intValue());
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      BigDecimal value = step.multiply(BigDecimal.valueOf(i));
      String number = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
      ticks.add(new Tick(value.doubleValue() * unit.size(), number + " " + unit.name()));
    }
    return new Axis(ticks);
  }

  /// The smallest round number of which a few reach the value.
  private static BigDecimal step(BigDecimal most) {
    for (int power = -FINEST; ; power++) {
      for (int round : ROUND) {
        BigDecimal step = BigDecimal.valueOf(round).scaleByPowerOfTen(power);
        if (step.multiply(BigDecimal.valueOf(MOST_STEPS)).compareTo(most) >= 0) {
          return step;
        }
      }
    }
  }
}
