package dev.trainyard.engine.kubernetes;

import java.util.BitSet;
import java.util.List;

/// Numbers as `0-4,7,9-12`: how Kubernetes tells indexes of a Job, and how our records tell tasks'.
final class Places {
  private Places() {}

  /// @throws IllegalArgumentException if the text is something else
  static BitSet parse(String text) {
    BitSet places = new BitSet();
    for (String range : text.isBlank() ? new String[0] : text.strip().split(",")) {
      int dash = range.indexOf('-');
      int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int to = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
      places.set(from, to + 1);
    }
    return places;
  }

  /// Ascending numbers.
  static String text(List<Integer> ascending) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < ascending.size()) {
      int last = at;
      while (last + 1 < ascending.size() && ascending.get(last + 1) == ascending.get(last) + 1) {
        last++;
      }
      text.append(at == 0 ? "" : ",").append(ascending.get(at));
      if (last > at) {
        text.append('-').append(ascending.get(last));
      }
      at = last + 1;
    }
    return text.toString();
  }

  static List<Integer> list(String text) {
    return parse(text).stream().boxed().toList();
  }
}
