package dev.trainyard.plan;

import dev.trainyard.model.SharingMap;
import dev.trainyard.model.status.TrainStatus;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Trains by the listener that their name begins with and the run that it ends with; kept up to
/// date with what has changed.
final class ListenerTrains {
  private static final int MOST_DIGITS = 13;

  private final Map<String, TreeMap<Long, TrainStatus>> byListener = new HashMap<>();
  private SharingMap<String, TrainStatus> known = SharingMap.empty();

  /// What a train of a listener is called.
  static String name(String listener, long run) {
    return listener + "-" + run;
  }

  /// Takes over what is not as it was.
  void update(Map<String, TrainStatus> trains) {
    SharingMap<String, TrainStatus> now = SharingMap.copyOf(trains);
    for (String name : known.differences(now)) {
      int dash = name.lastIndexOf('-');
      long run = dash < 1 ? -1 : run(name.substring(dash + 1));
      if (run >= 0) {
        TrainStatus train = now.get(name);
        TreeMap<Long, TrainStatus> some =
            byListener.computeIfAbsent(name.substring(0, dash), _ -> new TreeMap<>());
        if (train == null) {
          some.remove(run);
        } else {
          some.put(run, train);
        }
      }
    }
    known = now;
  }

  private static long run(String digits) {
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && (digits.length() == 1 || digits.charAt(0) != '0');
    return plain ? Long.parseLong(digits) : -1;
  }

  /// The trains of a listener, by their first run.
  SortedMap<Long, TrainStatus> of(String listener) {
    return Collections.unmodifiableSortedMap(byListener.getOrDefault(listener, new TreeMap<>()));
  }
}
