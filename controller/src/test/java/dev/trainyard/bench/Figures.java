package dev.trainyard.bench;

import java.util.HashMap;
import java.util.Map;

/// What one measurement found.
record Figures(Map<Quantity, Double> values) {
  Figures {
    values = Map.copyOf(values);
  }

  static Figures of(Quantity quantity, double value) {
    return new Figures(Map.of(quantity, value));
  }

  Figures and(Quantity quantity, double value) {
    Map<Quantity, Double> more = new HashMap<>(values);
    more.put(quantity, value);
    return new Figures(more);
  }

  /// What was found of a quantity, for each of so many.
  Figures per(int count, Quantity found, Quantity each) {
    Double value = values.get(found);
    return value == null ? this : and(each, value / count);
  }

  Figures without(Quantity quantity) {
    Map<Quantity, Double> fewer = new HashMap<>(values);
    fewer.remove(quantity);
    return new Figures(fewer);
  }

  /// Wall time of something done in this process.
  static Figures time(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return of(Quantity.WALL, (System.nanoTime() - start) / 1e6);
  }

  /// Something to be done.
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }
}
