package dev.trainyard.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/// All measurements of one contest.
final class Tally {
  private final Contest contest;
  private final Map<String, List<Figures>> measured = new LinkedHashMap<>();

  Tally(Contest contest) {
    this.contest = contest;
  }

  Contest contest() {
    return contest;
  }

  void add(Subject subject, Figures figures) {
    measured.computeIfAbsent(subject.name(), _ -> new ArrayList<>()).add(figures);
  }

  /// Quantities that were found of a subject, in their order.
  Set<Quantity> quantities(String subject) {
    Set<Quantity> quantities = new TreeSet<>();
    of(subject).forEach(figures -> quantities.addAll(figures.values().keySet()));
    return quantities;
  }

  private List<Figures> of(String subject) {
    return measured.getOrDefault(subject, List.of());
  }

  /// Ascending.
  private double[] values(String subject, Quantity quantity) {
    return of(subject).stream()
        .map(figures -> figures.values().get(quantity))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .sorted()
        .toArray();
  }

  OptionalDouble median(String subject, Quantity quantity) {
    double[] values = values(subject, quantity);
    int middle = values.length / 2;
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
  }

  double least(String subject, Quantity quantity) {
    return values(subject, quantity)[0];
  }

  double most(String subject, Quantity quantity) {
    double[] values = values(subject, quantity);
    return values[values.length - 1];
  }

  /// What an aim asks for, found: the amount, or how many times the peer's. Empty if one of the two
  /// was not measured.
  OptionalDouble reached(Aim aim) {
    OptionalDouble own = median(aim.subject(), aim.quantity());
    if (aim.peer().isEmpty() || own.isEmpty()) {
      return own;
    }
    OptionalDouble peer = median(aim.peer().get(), aim.quantity());
    return peer.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(own.getAsDouble() / peer.getAsDouble());
  }
}
